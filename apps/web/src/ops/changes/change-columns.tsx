import { useState } from 'react';
import { describeUndone } from '../../hub/bulk/bulk-words.ts';
import { useBulkRun } from '../../hub/bulk/use-bulk-run.ts';
import { readHubError } from '../../hub/hub-error.ts';
import { type ListedBulkChange, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag } from '../../ui/tag.tsx';
import { StackedTimestamp, Timestamp } from '../../ui/timestamp.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { countLeft, describeChange, describeReach, kindNames, nouns, stateOf } from './change-words.ts';

const leftDialog = onIntent(() => import('./left-dialog.tsx'), 'LeftDialog');

export const changeColumns: Column<ListedBulkChange>[] = [
  {
    name: 'Change',
    card: 'title',
    width: '34%',
    cell: (change) => (
      <Lines detail={describeReach(change)}>
        <bdi>{describeChange(change)}</bdi>
        <SnoozeEnd change={change} />
      </Lines>
    ),
  },
  { name: 'Of', cell: ({ kind }) => kindNames[kind] },
  {
    name: 'State',
    card: 'aside',
    cell: (change) => {
      const { name, tone } = stateOf(change);
      return <Tag tone={tone}>{name}</Tag>;
    },
  },
  { name: 'Made by', cell: ({ by }) => (by === null ? 'Somebody who has left' : <bdi>{by}</bdi>) },
  {
    name: 'Made',
    sort: 'createdAt',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: ({ appliedAt, createdAt }) => <StackedTimestamp at={appliedAt ?? createdAt} />,
  },
  {
    name: 'Undo',
    card: 'actions',
    width: 190,
    cell: (change) =>
      change.canUndo || countLeft(change) > 0 ? (
        <RowActions>
          {countLeft(change) > 0 ? <LeftButton change={change} /> : null}
          {change.canUndo ? <UndoButton change={change} /> : null}
        </RowActions>
      ) : null,
  },
];

/** `until Mon 7 Dec, 09:00`, of a snooze. */
function SnoozeEnd({ change: { change } }: { change: ListedBulkChange }) {
  if (change.step !== 'snooze') return null;
  return (
    <>
      {' until '}
      <Timestamp at={String(change.until)} isShort />
    </>
  );
}

/** Says which rows stay as they are, and why. */
function LeftButton({ change }: { change: ListedBulkChange }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <RowButton
        label={`Why not all: ${describeChange(change)}, ${describeReach(change)}`}
        onPress={() => setOpen(true)}
      >
        Why not all?
      </RowButton>
      <Late part={leftDialog} isOpen={isOpen} change={change} onClose={() => setOpen(false)} />
    </>
  );
}

function UndoButton({ change }: { change: ListedBulkChange }) {
  const { undo } = useBulkRun();
  const cache = trpc.useUtils();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      showSuccess(describeUndone(await undo(change.id), nouns[change.kind]));
    } catch (error) {
      showFailure(readHubError(error).message, { title: 'Not undone' });
    } finally {
      setBusy(false);
      // Whatever page shows one of these rows.
      void cache.invalidate();
    }
  };
  const rows = `${formatCount(change.applied)} ${change.applied === 1 ? nouns[change.kind].one : nouns[change.kind].many}`;
  const words = change.state === 'undoing' ? 'Finish undo' : 'Undo';
  return (
    <RowButton
      label={`${words}: ${describeChange(change)}, ${describeReach(change)}`}
      isBusy={isBusy}
      onPress={() =>
        confirm({
          title: `Undo “${describeChange(change)}”?`,
          body: `${rows} ${change.applied === 1 ? 'gets' : 'get'} back what ${change.applied === 1 ? 'it' : 'they'} had before. Rows that somebody changed since stay as they are.`,
          confirm: words,
          onConfirm: () => void run(),
        })
      }
    >
      {words}…
    </RowButton>
  );
}
