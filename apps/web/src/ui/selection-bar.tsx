import { Button, Text } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { isComposing } from './composing.ts';
import { totalWords } from './count-line.tsx';
import { formatCount } from './format-number.ts';
import classes from './list-page.module.css';
import type { PagedRows } from './paged-rows.ts';
import type { SelectionState } from './selection.ts';

/**
 * Says how many rows are selected, offers those that are not loaded as well, and holds the actions. Escape clears the
 * selection. Without `canSelectAll` the actions can only take rows that are loaded.
 */
export function SelectionBar(props: {
  selection: SelectionState;
  rows: PagedRows<unknown>;
  noun: string;
  canSelectAll: boolean;
  actions: ReactNode;
}) {
  const { selection, rows } = props;
  const { count, clear } = selection;
  useEffect(() => {
    if (count === 0) return;
    const onKey = (event: KeyboardEvent) => {
      // Escape belongs to the layer on top, such as a dialog or a menu.
      const isInList =
        !(event.target instanceof Element) || event.target.closest('[role="dialog"], [role="menu"]') === null;
      if (event.key === 'Escape' && !event.defaultPrevented && isInList && !isComposing(event)) clear();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [count, clear]);
  if (count === 0) return null;
  const { total } = rows;
  const isAll = selection.selection.kind === 'all';
  const hasOthers = total !== undefined && (total.isMore || total.count > count) && !isAll;
  return (
    <section className={classes.selected} aria-label={`Selected ${props.noun}s`}>
      <Text fz="sm" fw={550} role="status">
        {isAll && total !== undefined
          ? `All ${totalWords(total, props.noun)} that match are selected`
          : `${formatCount(count)} selected`}
      </Text>
      {hasOthers && props.canSelectAll && !rows.isOutdated ? (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() =>
            selection.selectAll(
              total.count,
              // The clock of the browser may be wrong by hours.
              rows.asOf ?? new Date(rows.updatedAt ?? Date.now()).toISOString(),
            )
          }
        >
          Select all {totalWords(total, props.noun)} that match
        </Button>
      ) : null}
      {props.actions}
      <Button size="compact-sm" variant="subtle" color="gray" ml="auto" onClick={clear}>
        Clear
      </Button>
    </section>
  );
}
