import { createLink } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import classes from './menu-items.module.css';

/** Returns the items of an open menu, in order. */
export function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
}

/** Returns the item that a key leads to; undefined for other keys. */
export function nextItem(items: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLElement);
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length];
    case 'ArrowUp':
      return items.at(at <= 0 ? -1 : at - 1);
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    default:
      return undefined;
  }
}

/** Says what the menu is about. */
export function MenuNote({ children }: { children: ReactNode }) {
  return <div className={classes.note}>{children}</div>;
}

/** What all items have. A dialog of Mantine around the menu leaves Escape to it: one thing is closed at a time. */
const item = { tabIndex: -1, className: classes.item, 'data-mantine-stop-propagation': 'true' } as const;

interface ItemProps {
  icon: ReactNode;
  children: ReactNode;
}

/** An item that does something; `isDanger` marks what takes something away. */
export function MenuItem(props: ItemProps & { onSelect: () => void; isDanger?: boolean }) {
  return (
    <button
      type="button"
      role="menuitem"
      {...item}
      data-danger={props.isDanger ?? false}
      onClick={props.onSelect}
    >
      {props.icon}
      {props.children}
    </button>
  );
}

/** One of several choices. */
export function MenuChoice(props: ItemProps & { isChosen: boolean; mark: ReactNode; onSelect: () => void }) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={props.isChosen}
      {...item}
      onClick={props.onSelect}
    >
      {props.icon}
      <span className={classes.words}>{props.children}</span>
      {props.isChosen ? props.mark : null}
    </button>
  );
}

/** An item that leads to a page of this app. */
export const MenuItemLink = createLink(({ icon, children, ...props }: ItemProps & ComponentProps<'a'>) => (
  <a {...props} role="menuitem" {...item}>
    {icon}
    {children}
  </a>
));

/** Parts groups of items. */
export function MenuDivider() {
  return <hr className={classes.divider} />;
}
