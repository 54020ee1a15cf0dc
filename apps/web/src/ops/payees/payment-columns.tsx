import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { PayoutItem } from '../../hub/trpc.ts';
import { formatSentence } from '../../ui/format-sentence.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink, CellLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { ItemStateTag } from '../payouts/batch-state.tsx';
import { batchName, railNames } from '../payouts/batch-words.ts';

/** Of the payments of one partner. */
export const paymentColumns: Column<PayoutItem>[] = [
  {
    name: 'Payment',
    card: 'title',
    cell: ({ id, reference }) => (
      <Lines detail={reference ?? undefined}>
        {id === null ? null : (
          <AnchorLink to="/payouts/items/$id" params={{ id: String(id) }} c="inherit" fz="sm" fw={550}>
            Payment {id}
          </AnchorLink>
        )}
      </Lines>
    ),
  },
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
  },
  {
    name: 'State',
    card: 'aside',
    cell: ({ state, reason }) => (
      <>
        <ItemStateTag state={state} />
        {reason === null ? null : (
          <Text
            fz={13}
            c="dimmed"
            maw="28ch"
            lineClamp={2}
            title={reason}
            style={{ overflowWrap: 'anywhere' }}
          >
            <bdi>{formatSentence(reason)}</bdi>
          </Text>
        )}
      </>
    ),
  },
  {
    name: 'By',
    cell: ({ rail, payee }) => (
      <Lines detail={payee === null ? undefined : <bdi>{payee}</bdi>}>{railNames[rail]}</Lines>
    ),
  },
  {
    name: 'Payout',
    cell: ({ batchId }) =>
      batchId === null ? null : (
        <CellLink to="/payouts/$id" params={{ id: String(batchId) }} search={{}}>
          {batchName(batchId)}
        </CellLink>
      ),
  },
  { name: 'Drafted', cell: ({ createdAt }) => <StackedTimestamp at={createdAt} /> },
  {
    name: 'Settled',
    cell: ({ settledAt }) => (settledAt === null ? null : <StackedTimestamp at={settledAt} />),
  },
];
