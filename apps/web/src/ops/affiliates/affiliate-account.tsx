import { Button, Paper, Skeleton, Text, Title } from '@mantine/core';
import { useEffect, useId, useMemo, useState } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { useLive } from '../../hub/live/live.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { chosenRange, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { areCut, eventsOf } from '../ledger/events.ts';
import { statementColumns } from '../ledger/statement-columns.tsx';
import { AccountBalances } from './account-balances.tsx';
import type { AffiliateTabProps } from './affiliate-overview.tsx';
import classes from './affiliate-page.module.css';

const adjustmentDialog = onIntent(() => import('../ledger/adjustment-dialog.tsx'), 'AdjustmentDialog');

/** What a partner is owed, and every event that made it so. */
export function AffiliateAccount({ affiliate, search, choose }: AffiliateTabProps) {
  const { id } = affiliate;
  const titleId = useId();
  const zone = useTimeZone();
  const range = chosenRange(search);
  const days = useListRange(range, search.zone ?? zone);
  useLive(['orders']);
  const balance = trpc.ledger.getBalance.useQuery({ id });
  const wanted = { affiliateId: id, from: days.from, to: days.to };
  const list = trpc.ledger.listTransfers.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE },
    { ...byCursor, enabled: days.isReady },
  );
  const transfers = usePagedRows(list);
  const { data, hasMore, loadMore } = transfers;
  const events = useMemo(() => (data === undefined ? undefined : eventsOf(data, hasMore)), [data, hasMore]);
  // An event that fills a page and goes on: its amount needs the rest.
  const isCut =
    areCut(events ?? [], hasMore) && !transfers.isLoadingMore && transfers.moreFailure === undefined;
  useEffect(() => {
    if (isCut) void loadMore();
  }, [isCut, loadMore]);
  const noDays = { ...searchOfRange(null), compare: undefined, zone: undefined };
  return (
    <div className={classes.stack}>
      <Paper component="section" aria-labelledby={titleId}>
        <div className={classes.sectionHead}>
          <Title order={2} fz={16} id={titleId}>
            Balance
          </Title>
          <OperatorOnly>
            <ProposeAdjustment affiliate={affiliate} />
          </OperatorOnly>
        </div>
        <QueryView query={balance} loading={<Skeleton height={96} m="md" w="auto" />}>
          {({ balances }) => <AccountBalances balances={balances} affiliate={affiliate} />}
        </QueryView>
      </Paper>
      <ListPanel
        label={`Transfers of ${affiliate.name}`}
        filtersLabel="Filter transfers"
        filters={
          <DateRangeField
            range={range}
            any={{ label: 'Booked any day', onChoose: () => choose(noDays) }}
            onChoose={(chosen) => choose({ ...noDays, ...searchOfRange(chosen) })}
            resolved={days.resolved}
          />
        }
        rows={days.over({ ...transfers, data: events })}
        noun="entry"
        clearFilters={range === null ? undefined : () => choose(noDays)}
        noMatchHint="Nothing was booked on these days."
        empty={
          <Text fz="sm" c="dimmed" p="lg">
            Nothing is booked yet. The first commission begins the account.
          </Text>
        }
        columns={statementColumns}
        rowKey={([{ id }]) => id}
        rowName={([{ id }]) => `Entry ${id}`}
        opensRows
        exportButton={<ExportButton list="transfers" query={wanted} isWaiting={!days.isReady} />}
      />
    </div>
  );
}

function ProposeAdjustment({ affiliate }: Pick<AffiliateTabProps, 'affiliate'>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        fz="sm"
        {...adjustmentDialog.nearby}
        onClick={() => setOpen(true)}
      >
        Propose adjustment
      </Button>
      <Late part={adjustmentDialog} isOpen={isOpen} partner={affiliate} onClose={() => setOpen(false)} />
    </>
  );
}
