import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { Money } from '../../hub/money.tsx';
import { useMay } from '../../hub/session.ts';
import { type SetAside, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { LedgerTabs } from './ledger-tabs.tsx';

type Decision = 'paid' | 'notPaid';

/** Amounts from before the ledger that only a person can place: was the refund before the payment, or after it? */
export function SuspensePage() {
  const cache = trpc.useUtils();
  const list = trpc.ledger.listSuspense.useInfiniteQuery({ limit: PAGE_SIZE }, byCursor);
  const mayAct = useMay('operator');
  const { mutate, isPending, variables } = trpc.ledger.resolveSuspense.useMutation({
    onSuccess: () => showSuccess('It is decided and booked.'),
    onError: (error) => showFailure(readHubError(error).message),
    onSettled: () => cache.ledger.invalidate(),
  });
  const busy = isPending ? variables.transferId : null;
  const columns = useMemo(
    () => suspenseColumns(mayAct ? (decision, row) => ask(decision, row, mutate) : undefined, busy),
    [mayAct, mutate, busy],
  );
  return (
    <ListPage
      title="Set aside"
      description="Amounts from before the ledger. The order was refunded and its commission paid, and nothing says which came first. Decide each, and it is booked."
      notice={<LedgerTabs open="suspense" />}
      filtersLabel="Filter amounts"
      filters={null}
      rows={usePagedRows(list)}
      noun="amount"
      clearFilters={undefined}
      empty={
        <EmptyState icon={IconCircleCheck} title="Nothing to decide">
          Amounts appear here when an older version of the hub did not record what happened to them.
        </EmptyState>
      }
      columns={columns}
      rowKey={({ transferId }) => transferId}
      rowName={({ orderId }) => `Amount of order ${orderId}`}
      opensRows
    />
  );
}

function ask(
  decision: Decision,
  { transferId, amount, currency, affiliateName, orderId }: SetAside,
  resolve: (input: { transferId: number; decision: Decision }) => void,
) {
  const sum = formatMoney(amount, currency);
  confirm({
    title:
      decision === 'paid' ? `${affiliateName} was paid ${sum}?` : `${affiliateName} was not paid ${sum}?`,
    body:
      decision === 'paid'
        ? `The refund of order ${orderId} came after the payment, so ${affiliateName} owes ${sum}. It is taken from what is payable next. This cannot be undone, but it can be adjusted.`
        : `The refund of order ${orderId} came before the payment, so ${sum} was never paid out and nothing is owed. This cannot be undone, but it can be adjusted.`,
    confirm: decision === 'paid' ? 'It was paid' : 'It was not paid',
    onConfirm: () => resolve({ transferId, decision }),
  });
}

function suspenseColumns(
  decide: ((decision: Decision, row: SetAside) => void) | undefined,
  busy: number | null,
): Column<SetAside>[] {
  const facts: Column<SetAside>[] = [
    {
      name: 'Order',
      card: 'title',
      cell: ({ conversionId, orderId, reason }) => (
        <>
          <AnchorLink
            to="/commissions/$id"
            params={{ id: String(conversionId) }}
            c="inherit"
            fz="sm"
            fw={550}
            style={{ overflowWrap: 'anywhere' }}
          >
            <bdi>{orderId}</bdi>
          </AnchorLink>
          {reason === null ? null : (
            <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {reason}
            </Text>
          )}
        </>
      ),
    },
    {
      name: 'Partner',
      cell: ({ affiliateId: id, affiliateName: name, affiliateHandle: handle }) => (
        <AffiliateName affiliate={{ id, name, handle }} />
      ),
    },
    {
      name: 'Amount',
      align: 'end',
      cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
    },
    { name: 'Since', cell: ({ at }) => <StackedTimestamp at={at} /> },
  ];
  if (decide === undefined) return facts;
  return [
    ...facts,
    {
      name: 'Decision',
      card: 'actions',
      cell: (row) => (
        <RowActions>
          <RowButton
            label={`It was paid… order ${row.orderId}`}
            isBusy={row.transferId === busy}
            onPress={() => decide('paid', row)}
          >
            It was paid…
          </RowButton>
          <RowButton
            label={`It was not paid… order ${row.orderId}`}
            isBusy={row.transferId === busy}
            onPress={() => decide('notPaid', row)}
          >
            It was not paid…
          </RowButton>
        </RowActions>
      ),
    },
  ];
}
