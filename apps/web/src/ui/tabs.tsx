import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import classes from './tabs.module.css';

export interface Tab<Id extends string> {
  id: Id;
  label: string;
  /** Stands behind the label, such as a number of rows. */
  note?: ReactNode;
  /** Drawn while the tab is the open one. */
  content: () => ReactNode;
}

/**
 * Tabs by the pattern of ARIA: Tab reaches the open one, the arrow keys, Home and End open others. Which one is open is
 * the caller's, who keeps it in the address (`useTab`).
 */
export function Tabs<Id extends string>(props: {
  label: string;
  tabs: readonly Tab<Id>[];
  open: Id;
  onOpen: (id: Id) => void;
}) {
  const { label, tabs, onOpen } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const open = tabs.find((tab) => tab.id === props.open) ?? tabs[0];
  if (open === undefined) return null;
  const move = (event: KeyboardEvent) => {
    const at = tabs.indexOf(open);
    const isRightToLeft = list.current !== null && getComputedStyle(list.current).direction === 'rtl';
    const next = positionAfter(event.key, at, tabs.length, isRightToLeft);
    const tab = next === null ? undefined : tabs[next];
    if (tab === undefined) return;
    event.preventDefault();
    onOpen(tab.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next ?? 0]?.focus();
  };
  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className={classes.list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            aria-selected={tab === open}
            aria-controls={`${id}-panel`}
            tabIndex={tab === open ? 0 : -1}
            className={classes.tab}
            onClick={() => onOpen(tab.id)}
          >
            {tab.label}
            {tab.note === undefined ? null : <span className={classes.note}> {tab.note}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open.id}`}>
        {open.content()}
      </div>
    </>
  );
}

/** Where an arrow key leads among so many tabs, or null for another key. The last one is followed by the first. */
export function positionAfter(key: string, at: number, count: number, isRightToLeft: boolean): number | null {
  switch (key) {
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'ArrowRight':
      return (at + (isRightToLeft ? count - 1 : 1)) % count;
    case 'ArrowLeft':
      return (at + (isRightToLeft ? 1 : count - 1)) % count;
    default:
      return null;
  }
}
