import { Money } from '../../hub/money.tsx';
import type { CommissionDetail } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { IdText } from '../../ui/id-text.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';

type Dispute = CommissionDetail['disputes'][number];

const states: Readonly<Record<Dispute['state'], { label: string; tone: Tone }>> = {
  opened: { label: 'Open', tone: 'warn' },
  won: { label: 'Won', tone: 'good' },
  lost: { label: 'Lost', tone: 'bad' },
};

const columnsIn = (currency: string): Column<Dispute>[] => [
  { name: 'Dispute', card: 'title', cell: ({ disputeId }) => <IdText>{disputeId}</IdText> },
  {
    name: 'State',
    card: 'aside',
    cell: ({ state }) => <Tag tone={states[state].tone}>{states[state].label}</Tag>,
  },
  {
    name: 'Of the revenue',
    align: 'end',
    cell: ({ amount }) => <Money amount={amount} currency={currency} />,
  },
  { name: 'Opened', cell: ({ openedAt }) => <Timestamp at={openedAt} isShort /> },
  {
    name: 'Ended',
    cell: ({ closedAt }) => (closedAt === null ? null : <Timestamp at={closedAt} isShort />),
  },
];

/** Disputes of the order's payment. Shows nothing when there are none. */
export function CommissionDisputes({ detail: { disputes, conversion } }: { detail: CommissionDetail }) {
  if (disputes.length === 0) return null;
  return (
    <TableSection
      title="Disputes"
      intro="While a dispute is open, its part of the commission is held. If it is lost, that part is taken back."
    >
      <DataTable
        label="Disputes"
        columns={columnsIn(conversion.currency)}
        rows={disputes}
        rowKey={({ disputeId }) => disputeId}
        rowName={({ disputeId }) => `Dispute ${disputeId}`}
      />
    </TableSection>
  );
}
