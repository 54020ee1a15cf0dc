import { Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useListRange } from '../../hub/list-range.ts';
import { useLive } from '../../hub/live/live.tsx';
import { Money } from '../../hub/money.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type LedgerAccount, trpc } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { chosenRange, type RangeSearch, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { DroppedParams } from '../../ui/dropped-params.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { CellLink } from '../../ui/links.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { byCurrency } from './account-groups.ts';
import { LedgerTabs } from './ledger-tabs.tsx';
import { accountNames, OWED } from './transfer-words.ts';

const route = getRouteApi('/operator/ledger');

/** The accounts of the ledger as an accountant reads them: what they began with, what moved, and what they ended with. */
export function AccountsPage() {
  const search = route.useSearch();
  const { choose } = useListSearch<RangeSearch>(search);
  const range = chosenRange(search);
  const days = useListRange(range, useTimeZone());
  useLive(['orders']);
  const query = trpc.ledger.listAccounts.useQuery(
    { from: days.from, to: days.to },
    { enabled: days.isReady, placeholderData: (previous) => previous },
  );
  return (
    <>
      <PageHeader
        title="Ledger"
        action={
          <DateRangeField
            range={range}
            any={{ label: 'All time', onChoose: () => choose(searchOfRange(null)) }}
            onChoose={(chosen) => choose(searchOfRange(chosen))}
            resolved={days.resolved}
          />
        }
      >
        Every transfer debits one account and credits another. Balances are credits less debits: what is owed
        to partners is above zero, what it costs the shop below.
      </PageHeader>
      <DroppedParams search={search} />
      <LedgerTabs open="accounts" />
      <QueryView
        query={query}
        loading={
          <Paper>
            <Skeleton height={320} m="lg" w="auto" />
          </Paper>
        }
      >
        {({ accounts }) =>
          accounts.length === 0 ? <NoAccounts /> : <Accounts accounts={accounts} days={search} />
        }
      </QueryView>
    </>
  );
}

function Accounts({ accounts, days }: { accounts: readonly LedgerAccount[]; days: RangeSearch }) {
  const groups = useMemo(() => byCurrency(accounts), [accounts]);
  const columns = useMemo(() => columnsFor(days), [days]);
  return (
    <Stack gap="lg">
      {groups.map(({ storefront, currency, accounts: own }) => (
        <TableSection
          key={`${storefront} ${currency}`}
          title={
            groups.some((other) => other.storefront !== storefront) ? `${storefront}, ${currency}` : currency
          }
        >
          <DataTable
            label={`Accounts of ${storefront} in ${currency}`}
            columns={columns}
            rows={own}
            rowKey={({ kind }) => kind}
            rowName={({ kind }) => accountNames[kind]}
          />
        </TableSection>
      ))}
    </Stack>
  );
}

function columnsFor(days: RangeSearch): Column<LedgerAccount>[] {
  const range = { preset: days.preset, from: days.from, to: days.to };
  const amount = (name: string, read: (account: LedgerAccount) => string): Column<LedgerAccount> => ({
    name,
    align: 'end',
    cell: (account) => <Money amount={read(account)} currency={account.currency} />,
  });
  return [
    {
      name: 'Account',
      card: 'title',
      cell: ({ kind, currency }) => (
        <>
          <CellLink to="/ledger/transfers" search={{ account: kind, currency, ...range }}>
            {accountNames[kind]}
          </CellLink>
          <Text span fz={13} c="dimmed" ms={8}>
            {OWED.includes(kind) ? 'owed to partners' : null}
          </Text>
        </>
      ),
    },
    amount('Opening', ({ opening }) => opening),
    amount('Debits', ({ debits }) => debits),
    amount('Credits', ({ credits }) => credits),
    {
      name: 'Closing',
      align: 'end',
      cell: ({ closing, currency }) => (
        <b>
          <Money amount={closing} currency={currency} />
        </b>
      ),
    },
  ];
}

function NoAccounts() {
  return (
    <Paper>
      <EmptyState icon={IconBook2} title="Nothing is booked yet">
        The first commission opens the accounts of its storefront and currency.
      </EmptyState>
    </Paper>
  );
}
