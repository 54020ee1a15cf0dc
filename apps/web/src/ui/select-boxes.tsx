import { Checkbox } from '@mantine/core';
import type { RowKey, SelectionState } from './selection.ts';

/** Selects one row. */
export function SelectRowBox(props: { name: string; isSelected: boolean; onToggle: () => void }) {
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${props.name}`}
      checked={props.isSelected}
      onChange={props.onToggle}
    />
  );
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
