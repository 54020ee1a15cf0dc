import { Button } from '@mantine/core';
import { IconCalendarCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { PayoutTabs } from '../payouts/payout-tabs.tsx';
import { periodColumns } from './period-columns.tsx';
import { useProgrammes } from './use-programmes.ts';

const closeDialog = onIntent(() => import('./close-months-dialog.tsx'), 'CloseMonthsDialog');

const route = getRouteApi('/operator/payouts/periods');

/** Months that are closed, each with a statement for every partner. */
export function PeriodsPage() {
  const search = route.useSearch();
  const { pick, page } = useListSearch(search);
  const { storefront } = search;
  const [isOpen, setOpen] = useState(false);
  const programmes = useProgrammes();
  const list = trpc.payouts.listPeriods.useInfiniteQuery({ storefront, limit: PAGE_SIZE }, byCursor);
  const columns = useMemo(() => periodColumns(programmes), [programmes]);
  return (
    <ListPage
      title="Periods"
      description="A closed month never changes: each partner has a statement of it. What comes later, such as a refund, is in the month in which it comes."
      action={
        <OperatorOnly>
          <Button {...closeDialog.nearby} onClick={() => setOpen(true)}>
            Close months…
          </Button>
        </OperatorOnly>
      }
      notice={<PayoutTabs open="periods" />}
      filtersLabel="Filter periods"
      filters={
        programmes === undefined || (programmes.length < 2 && storefront === undefined) ? null : (
          <ChoiceFilter
            label="Storefront"
            any="Any storefront"
            choices={Object.fromEntries(programmes.map(({ slug, name }) => [slug, name]))}
            {...pick('storefront')}
          />
        )
      }
      {...page}
      rows={usePagedRows(list)}
      noun="period"
      noMatchHint="No month of that storefront is closed yet."
      empty={<NothingClosed />}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ number, storefront: slug }) => `Period ${number} of ${slug}`}
      opensRows
    >
      <Late part={closeDialog} isOpen={isOpen} programmes={programmes ?? []} onClose={() => setOpen(false)} />
    </ListPage>
  );
}

function NothingClosed() {
  return (
    <EmptyState icon={IconCalendarCheck} title="No month is closed yet">
      Close a month once it is over, and each partner has a statement: what they earned, what was paid, and
      what is still owed.
    </EmptyState>
  );
}
