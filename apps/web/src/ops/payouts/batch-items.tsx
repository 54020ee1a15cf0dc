import { IconListSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { useMay } from '../../hub/session.ts';
import { type PayoutBatchDetail, type PayoutItem, trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterTabs } from '../../ui/filter-tabs.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { ListPanel } from '../../ui/list-panel.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { maySaySo, outcomesOf } from './batch-rules.ts';
import { type ItemState, itemStateNames } from './batch-words.ts';
import { itemColumns } from './item-columns.tsx';
import { countsOf } from './item-counts.ts';

const settleDialog = onIntent(() => import('./settle-dialog.tsx'), 'SettleDialog');

interface BatchItemsSearch {
  state?: ItemState | undefined;
  search?: string | undefined;
}

/** The payments of a batch, by where they stand. */
export function BatchItems({ batch, search }: { batch: PayoutBatchDetail; search: BatchItemsSearch }) {
  const { filter, isFiltered, type, clear } = useListSearch(search);
  const batchId = batch.id ?? 0;
  const wanted = { batchId, state: filter.state, search: filter.search };
  const list = trpc.payouts.listItems.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    byCursor,
  );
  const [settled, setSettled] = useState<PayoutItem | null>(null);
  const mayAct = useMay('operator') && maySaySo(batch);
  const columns = useMemo(
    () =>
      itemColumns({
        settle: mayAct ? setSettled : undefined,
        maySettle: (item) => outcomesOf(item).length > 0,
      }),
    [mayAct],
  );
  return (
    <div>
      <StateTabs batch={batch} chosen={filter.state} />
      <ListPanel
        label="Payments"
        filtersLabel="Filter payments"
        filters={
          <SearchField
            label="Search payments"
            placeholder="Reference or handle"
            value={filter.search ?? ''}
            onSearch={(text) => type({ search: text === '' ? undefined : text })}
          />
        }
        rows={usePagedRows(list)}
        noun="payment"
        clearFilters={isFiltered ? clear : undefined}
        noMatchHint="No payment of this payout matches."
        empty={
          <EmptyState icon={IconListSearch} title="No payments">
            This payout has none.
          </EmptyState>
        }
        columns={columns}
        rowKey={({ id }) => id ?? 0}
        rowName={({ affiliateName }) => `Payment to ${affiliateName}`}
        opensRows
        exportButton={<ExportButton list="payoutItems" query={wanted} />}
      />
      <Late part={settleDialog} isOpen={settled !== null} item={settled} onClose={() => setSettled(null)} />
    </div>
  );
}

/** How many payments stand where, each a step to them. */
function StateTabs({ batch, chosen }: { batch: PayoutBatchDetail; chosen: ItemState | undefined }) {
  const counts = countsOf(batch.states);
  if (counts.length < 2 && chosen === undefined) return null;
  const isMissing = chosen !== undefined && counts.every(({ state }) => state !== chosen);
  return (
    <FilterTabs<ItemState | 'all'>
      label="State of payments"
      open={chosen ?? 'all'}
      searchOf={(state) => ({ state: state === 'all' ? undefined : state })}
      tabs={[
        { id: 'all', label: 'All', note: formatCount(batch.itemCount) },
        ...(isMissing ? [{ id: chosen, label: itemStateNames[chosen], note: '0' }] : []),
        ...counts.map(({ state, count }) => ({
          id: state,
          label: itemStateNames[state],
          note: formatCount(count),
        })),
      ]}
    />
  );
}
