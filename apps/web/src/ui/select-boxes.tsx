import { Checkbox } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, useRef } from 'react';
import type { RowKey } from './row-key.ts';
import type { RowSelecting } from './row-selecting.ts';
import type { SelectionState } from './selection.ts';

/**
 * Selects one row. With Shift, a click or the space bar selects all rows up to this one, and an arrow goes on to the next
 * row and selects it as well.
 */
export function SelectRowBox(props: {
  rowKey: RowKey;
  name: string;
  isSelected: boolean;
  selecting: RowSelecting;
}) {
  const { rowKey, name, isSelected, selecting } = props;
  /** Some browsers do not say that Shift is held when the space bar makes a click. */
  const isSpaceWithShift = useRef(false);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    isSpaceWithShift.current = event.key === ' ' && event.shiftKey;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || !event.shiftKey) return;
    event.preventDefault();
    const next = boxBeside(event.currentTarget, by);
    if (next === undefined) return;
    next.focus();
    selecting.step(rowKey, by);
  };
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${name}`}
      data-select-row
      checked={isSelected}
      onMouseDown={keepText}
      onKeyDown={onKeyDown}
      onChange={({ nativeEvent }) => {
        const isRange =
          isSpaceWithShift.current || ('shiftKey' in nativeEvent && nativeEvent.shiftKey === true);
        isSpaceWithShift.current = false;
        if (isRange) selecting.upTo(rowKey);
        else selecting.one(rowKey);
      }}
    />
  );
}

/** With Shift, browsers mark the text between two clicks. */
export function keepText(event: MouseEvent<HTMLElement>): void {
  if (!event.shiftKey) return;
  event.preventDefault();
  // Which would have come with it.
  if (event.currentTarget instanceof HTMLInputElement) event.currentTarget.focus();
}

/** The box of the row above or below; undefined at the ends of the list. */
function boxBeside(box: HTMLElement, by: 1 | -1): HTMLElement | undefined {
  const boxes = [...(box.closest('table, ul')?.querySelectorAll<HTMLElement>('[data-select-row]') ?? [])];
  return boxes[boxes.indexOf(box) + by];
}

/** Selects the rows that are loaded. That there may be more is said by what appears above the list. */
export function SelectAllBox(props: { keys: readonly RowKey[]; selection: SelectionState; label?: string }) {
  const { keys, selection } = props;
  const isAll = keys.length > 0 && keys.every(selection.has);
  return (
    <Checkbox
      size="xs"
      {...(props.label === undefined
        ? { 'aria-label': 'Select all that are shown' }
        : { label: props.label })}
      checked={isAll}
      indeterminate={!isAll && selection.count > 0}
      onChange={() => selection.toggleLoaded(keys)}
    />
  );
}
