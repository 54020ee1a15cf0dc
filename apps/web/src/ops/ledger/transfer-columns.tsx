import { Money } from '../../hub/money.tsx';
import type { Transfer } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink, CellLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { accountNames, describeActor, describeTransfer } from './transfer-words.ts';

const posted: Column<Transfer> = {
  name: 'Booked',
  cell: ({ postedAt }) => <StackedTimestamp at={postedAt} />,
};

const what: Column<Transfer> = {
  name: 'What',
  card: 'title',
  // The order stands at the end, and a narrow column would cut it off.
  width: '34%',
  cell: (transfer) => {
    const words = describeTransfer(transfer);
    return (
      <Lines
        detail={
          transfer.position === null || transfer.position === 0 ? undefined : `line ${transfer.position}`
        }
      >
        {transfer.conversionId === null ? (
          <bdi className="hub-strong" title={words}>
            {words}
          </bdi>
        ) : (
          <AnchorLink
            to="/commissions/$id"
            params={{ id: String(transfer.conversionId) }}
            c="inherit"
            fz="sm"
            fw={550}
          >
            <bdi title={words}>{words}</bdi>
          </AnchorLink>
        )}
      </Lines>
    );
  },
};

const accounts: Column<Transfer> = {
  name: 'From and to',
  cell: ({ debit, credit }) => (
    <span>
      {accountNames[debit]} → {accountNames[credit]}
    </span>
  ),
};

/** Of transfers of the whole ledger: what moved, and between which accounts. */
export const transferColumns: Column<Transfer>[] = [
  posted,
  what,
  {
    name: 'Partner',
    cell: ({ affiliateId, affiliateHandle }) =>
      affiliateId === null ? null : (
        <CellLink to="/affiliates/$id" params={{ id: String(affiliateId) }} search={{ tab: 'account' }}>
          <bdi>{affiliateHandle}</bdi>
        </CellLink>
      ),
  },
  accounts,
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
  },
  { name: 'By', cell: ({ actor }) => (actor === null ? null : <bdi>{describeActor(actor)}</bdi>) },
];
