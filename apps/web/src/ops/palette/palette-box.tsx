import { IconLoader2, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { isComposing } from '../../ui/is-composing.ts';
import { Keys } from '../../ui/keys.tsx';
import { LONGEST_SEARCH } from './matching.ts';
import classes from './palette.module.css';
import type { PaletteItem } from './palette-items.ts';
import { PaletteStatus } from './palette-status.tsx';
import type { FoundThings } from './use-found.ts';

interface PaletteBoxProps {
  placeholder: string;
  /** What is looked for, where it is not everything. */
  scopeName?: string;
  text: string;
  /** Whether Enter was pressed before the field was there. */
  isEntered: boolean;
  onType: (text: string) => void;
  groups: readonly { name: string; items: readonly PaletteItem[] }[];
  found: FoundThings;
  /** What to do, while nothing is looked for. */
  hint: string | undefined;
  onChoose: (item: PaletteItem, isAside: boolean) => void;
  /** Leads back to looking for everything. */
  onBack: (() => void) | undefined;
  onClose: () => void;
}

/** How far a key moves in the list. */
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/** A field with a list under it (ARIA: combobox, listbox): the focus stays in the field, and arrows move in the list. */
export function PaletteBox(props: PaletteBoxProps) {
  const { groups, text, found } = props;
  const id = useId();
  const items = groups.flatMap((group) => group.items);
  const cursor = useCursor(items, text);
  const [waitsFor, setWaitsFor] = useState<string | null>(props.isEntered ? text : null);
  const first = items[0];
  const field = useRef<HTMLInputElement>(null);
  // At once, and not a moment later as dialogs do: the next letter is already on its way.
  useLayoutEffect(() => field.current?.focus(), []);
  const { onChoose } = props;

  // Somebody who types faster than the hub answers has pressed Enter already.
  const isAnswered = waitsFor === text && !found.isSearching;
  useEffect(() => {
    if (!isAnswered) return;
    setWaitsFor(null);
    if (first !== undefined) onChoose(first, false);
  }, [isAnswered, first, onChoose]);

  const enter = (isAside: boolean) => {
    if (cursor.active !== undefined) onChoose(cursor.active, isAside);
    else if (found.isSearching) setWaitsFor(text);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key } = event;
    if (isComposing(event.nativeEvent)) return;
    const step = STEPS[key];
    if (step !== undefined) cursor.move(step);
    else if (key === 'Enter') enter(event.ctrlKey || event.metaKey);
    else if (key === 'Escape') (props.onBack ?? props.onClose)();
    else if (key === 'Backspace' && text === '' && props.onBack !== undefined) props.onBack();
    else return;
    event.preventDefault();
  };

  const isOpen = items.length > 0;
  return (
    <>
      <div className={classes.field}>
        {found.isSearching ? (
          <IconLoader2 size={18} className={classes.spinner} aria-hidden />
        ) : (
          <IconSearch size={18} stroke={1.8} aria-hidden />
        )}
        {props.scopeName === undefined ? null : <span className={classes.scope}>{props.scopeName}</span>}
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={props.scopeName ?? 'Search the hub'}
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          {...(cursor.active === undefined ? {} : { 'aria-activedescendant': `${id}-${cursor.index}` })}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          dir="auto"
          maxLength={LONGEST_SEARCH}
          placeholder={props.placeholder}
          value={text}
          data-autofocus
          // A dialog below would close on Escape as well.
          data-mantine-stop-propagation="true"
          onChange={(event) => props.onType(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className={classes.close} onClick={props.onClose}>
          <span className={classes.closeWord}>Close</span>
          <Keys keys={['Esc']} isHidden />
        </button>
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="What was found"
        className={classes.list}
        data-empty={!isOpen}
        ref={cursor.list}
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a list box has groups, and no set of fields.
          <div key={group.name} role="group" aria-labelledby={`${id}-${group.name}`}>
            <div id={`${id}-${group.name}`} className={classes.group} role="presentation">
              {group.name}
            </div>
            {group.items.map((item) => {
              const index = items.indexOf(item);
              return (
                <Option
                  key={item.key}
                  id={`${id}-${index}`}
                  item={item}
                  isActive={index === cursor.index}
                  onPoint={() => cursor.point(item.key)}
                  onChoose={(isAside) => onChoose(item, isAside)}
                />
              );
            })}
          </div>
        ))}
      </div>
      <PaletteStatus search={text.trim()} count={items.length} found={found} hint={props.hint} />
    </>
  );
}

function Option(props: {
  id: string;
  item: PaletteItem;
  isActive: boolean;
  onPoint: () => void;
  onChoose: (isAside: boolean) => void;
}) {
  const { item } = props;
  return (
    // The field has the keys of the list: the focus never comes here.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <div
      id={props.id}
      role="option"
      aria-selected={props.isActive}
      tabIndex={-1}
      className={classes.option}
      onPointerMove={props.onPoint}
      // The focus stays in the field.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => props.onChoose(event.ctrlKey || event.metaKey)}
    >
      <item.icon size={17} stroke={1.7} aria-hidden />
      <span className={classes.label} dir="auto">
        {item.label}
      </span>
      {item.detail === undefined || item.detail === '' ? null : (
        <span className={classes.detail} dir="auto">
          {item.detail}
        </span>
      )}
      {item.keys === undefined ? null : (
        <span className={classes.shortcut} aria-hidden>
          <Keys keys={item.keys} />
        </span>
      )}
    </div>
  );
}

/** Which item Enter chooses: the first one, until somebody moves. It stays with its item when others appear above it. */
function useCursor(items: readonly PaletteItem[], text: string) {
  const [chosen, setChosen] = useState<{ key: string; text: string } | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const at = chosen?.text === text ? items.findIndex(({ key }) => key === chosen.key) : -1;
  const index = Math.max(at, 0);
  const active = items[index];
  const isMoved = useRef(false);
  const activeKey = active?.key;
  useEffect(() => {
    // Under the pointer, the list does not scroll by itself.
    if (!isMoved.current || activeKey === undefined) return;
    isMoved.current = false;
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [activeKey]);
  const point = (key: string) => setChosen({ key, text });
  return {
    list,
    index,
    active,
    point,
    move: (by: number) => {
      const last = items.length - 1;
      const isStep = Math.abs(by) === 1;
      const to = index + by;
      // Single steps go round; pages stop at the ends.
      const next = items[isStep ? (to + items.length) % items.length : Math.min(Math.max(to, 0), last)];
      if (next === undefined) return;
      isMoved.current = true;
      point(next.key);
    },
  };
}
