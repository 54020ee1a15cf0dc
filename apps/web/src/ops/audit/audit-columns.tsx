import type { AuditEntry } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import classes from './audit.module.css';
import { changesOf, describeAction, describeActor, type FieldChange, inOurTerms } from './audit-labels.ts';

export const auditColumns: Column<AuditEntry>[] = [
  {
    name: 'When',
    card: 'aside',
    width: 130,
    sort: 'at',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: ({ at }) => <StackedTimestamp at={at} />,
  },
  {
    name: 'What',
    card: 'title',
    cell: ({ action, subjectKind, subjectName, subjectId }) => (
      <Lines
        detail={
          <>
            {inOurTerms(subjectKind)} <bdi>{subjectName ?? subjectId}</bdi>
          </>
        }
      >
        <b className="hub-strong">{describeAction(action)}</b>
      </Lines>
    ),
  },
  { name: 'Change', width: '36%', cell: (entry) => <Changes entry={entry} /> },
  {
    name: 'Who',
    width: 250,
    cell: (entry) => (
      <Lines detail={[entry.network, entry.requestId].filter((part) => part !== null).join(' · ')}>
        <bdi>{describeActor(entry)}</bdi>
      </Lines>
    ),
  },
];

/** More would make rows so high that one sees few of them. */
const MOST_AT_ONCE = 3;

function Changes({ entry }: { entry: AuditEntry }) {
  const changes = changesOf(entry);
  if (changes.length === 0) return null;
  // One line to open would take as much room as the one it hides.
  const shown = changes.length <= MOST_AT_ONCE + 1 ? changes : changes.slice(0, MOST_AT_ONCE);
  const more = changes.slice(shown.length);
  return (
    <>
      <ChangeList changes={shown} />
      {more.length === 0 ? null : (
        <details className={classes.more}>
          <summary>{more.length} more</summary>
          <ChangeList changes={more} />
        </details>
      )}
    </>
  );
}

function ChangeList({ changes }: { changes: readonly FieldChange[] }) {
  return (
    <ul className={classes.changes}>
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          <span className={classes.field}>{field}</span>{' '}
          <Value
            text={before === null || after === null ? (before ?? after ?? '') : `${before} → ${after}`}
          />
        </li>
      ))}
    </ul>
  );
}

/** Of a longer value one sees the beginning, and opens the rest. */
const LONGEST_VALUE = 120;

function Value({ text }: { text: string }) {
  if (text.length <= LONGEST_VALUE) return <bdi>{text}</bdi>;
  return (
    <details className={classes.more}>
      <summary>
        <bdi>{[...text].slice(0, LONGEST_VALUE / 2).join('')}…</bdi>
      </summary>
      <bdi>{text}</bdi>
    </details>
  );
}
