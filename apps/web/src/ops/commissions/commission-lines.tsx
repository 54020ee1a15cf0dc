import { Button, Center, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Money } from '../../hub/money.tsx';
import type { CommissionDetail } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { IdText } from '../../ui/id-text.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { formatCommissionRate } from '../affiliates/commission-rate.ts';
import { GivenBack } from '../conversions/given-back.tsx';
import classes from './commissions.module.css';

/** An order may have a thousand lines, and more follows below them. */
const MOST_AT_FIRST = 20;

type Line = CommissionDetail['items'][number];

/** A line with its place in the order, since an order without lines has one without an id. */
type PlacedLine = Line & { place: number };

const nameOf = ({ lineId }: Line) => (lineId === null ? 'The whole order' : `Line ${lineId}`);

const columnsIn = (currency: string): Column<PlacedLine>[] => [
  {
    name: 'Line and reason',
    card: 'title',
    cell: ({ lineId, explanation }) => (
      <div className={classes.reason}>
        {lineId === null ? <span className="hub-strong">The whole order</span> : <IdText>{lineId}</IdText>}
        <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{explanation}</bdi>
        </Text>
      </div>
    ),
  },
  { name: 'Rule', cell: (line) => <RuleName line={line} /> },
  { name: 'Base', align: 'end', cell: ({ base }) => <Money amount={base} currency={currency} /> },
  {
    name: 'Rate',
    align: 'end',
    cell: ({ rate }) =>
      rate === null ? null : <span className="hub-number">{formatCommissionRate(rate)}</span>,
  },
  {
    name: 'Commission',
    align: 'end',
    cell: ({ amount, reversed }) => (
      <>
        <Money amount={amount} currency={currency} />
        <GivenBack amount={reversed} currency={currency} what="Taken back" />
      </>
    ),
  },
  {
    name: 'Held',
    align: 'end',
    cell: ({ held }) => (Number(held) === 0 ? null : <Money amount={held} currency={currency} />),
  },
];

/** Why the commission is this amount: each line with what it is counted on, by which rule, and that in words. */
export function CommissionLines({ detail: { items, conversion } }: { detail: CommissionDetail }) {
  const [isOpen, setOpen] = useState(false);
  const columns = useMemo(() => columnsIn(conversion.currency), [conversion.currency]);
  const lines = useMemo(() => items.map((line, place) => ({ ...line, place })), [items]);
  const isWhole = isOpen || lines.length <= MOST_AT_FIRST;
  return (
    <TableSection
      title="Why this amount"
      intro="What was counted when the order came. Later rules change nothing."
    >
      <DataTable
        label="Why this amount"
        columns={columns}
        rows={isWhole ? lines : lines.slice(0, MOST_AT_FIRST)}
        rowKey={({ place }) => place}
        rowName={nameOf}
      />
      {isWhole ? null : (
        <Center p="sm" style={{ borderTop: '1px solid var(--hub-line)' }}>
          <Button variant="subtle" size="compact-sm" onClick={() => setOpen(true)}>
            Show all {formatCount(lines.length)} lines
          </Button>
        </Center>
      )}
    </TableSection>
  );
}

const sources: Readonly<Record<Line['source'], string>> = {
  rule: 'A rule',
  default: 'Default rate',
  given: 'Named by the shop',
  own: 'The partner’s own rate',
};

function RuleName({ line: { rule, source } }: { line: Line }) {
  if (rule === null) return <span>{sources[source]}</span>;
  return (
    <AnchorLink
      to="/rules/$id"
      params={{ id: String(rule.id) }}
      c="inherit"
      fz="sm"
      style={{ overflowWrap: 'anywhere' }}
    >
      <bdi>{rule.name}</bdi>
    </AnchorLink>
  );
}
