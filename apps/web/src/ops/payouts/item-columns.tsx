import { Money } from '../../hub/money.tsx';
import type { PayoutItem } from '../../hub/trpc.ts';
import { formatSentence } from '../../ui/format-sentence.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { DateStamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { ItemStateTag } from './batch-state.tsx';
import { lastWord } from './item-story.ts';

interface ItemColumnsOptions {
  /** Says what became of a payment; left out: the person may not, or nothing was handed over. */
  settle: ((item: PayoutItem) => void) | undefined;
  /** Whether there is anything to say of a payment. */
  maySettle: (item: PayoutItem) => boolean;
}

/** The payments of a batch. */
export function itemColumns({ settle, maySettle }: ItemColumnsOptions): Column<PayoutItem>[] {
  const facts: Column<PayoutItem>[] = [
    {
      name: 'Payment',
      card: 'title',
      cell: ({ id, reference }) => (
        <AnchorLink
          to="/payouts/items/$id"
          params={{ id: String(id) }}
          c="inherit"
          fz="sm"
          fw={550}
          className="hub-mono"
        >
          {reference ?? `Payment ${id}`}
        </AnchorLink>
      ),
    },
    {
      name: 'Partner',
      cell: ({ affiliateId: id, affiliateName: name, affiliateHandle: handle }) => (
        <AffiliateName affiliate={{ id, name, handle }} />
      ),
    },
    {
      name: 'To',
      cell: ({ payee }) =>
        payee === null ? null : (
          <bdi className="hub-mono" style={{ whiteSpace: 'nowrap' }}>
            {payee}
          </bdi>
        ),
    },
    {
      name: 'State',
      card: 'aside',
      cell: (item) => (
        <Lines detail={detailOf(item.reason, lastWord(item))}>
          <ItemStateTag state={item.state} />
        </Lines>
      ),
    },
    {
      name: 'Settled',
      cell: ({ settledAt }) => (settledAt === null ? null : <DateStamp at={settledAt} />),
    },
    {
      name: 'Amount',
      align: 'end',
      cell: ({ amount, currency }) => (
        <b className="hub-strong">
          <Money amount={amount} currency={currency} />
        </b>
      ),
    },
  ];
  if (settle === undefined) return facts;
  return [
    ...facts,
    {
      name: 'Actions',
      card: 'actions',
      cell: (item) =>
        maySettle(item) ? (
          <RowActions>
            <RowButton label={`What happened… payment to ${item.affiliateName}`} onPress={() => settle(item)}>
              What happened…
            </RowButton>
          </RowActions>
        ) : null,
    },
  ];
}

function detailOf(reason: string | null, said: string | null) {
  if (reason !== null) return <bdi title={reason}>{formatSentence(reason)}</bdi>;
  return said === null ? undefined : <bdi>{said}</bdi>;
}
