import { Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconFileText, IconPrinter } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { QueryView } from '../../hub/query-view.tsx';
import { type PayoutPeriod, trpc } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { DetailPage } from '../../ui/detail-page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { nameOfZone, TimeZoneProvider } from '../../ui/time-zone.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { monthName, monthOfPeriod } from './months.ts';
import { periodStatementColumns } from './statement-columns.tsx';
import { usePeriod } from './use-period.ts';
import { type Programme, useProgrammes, zoneOf } from './use-programmes.ts';

const route = getRouteApi('/operator/payouts/periods/$id');

/** A closed period: its bounds, what proves that it did not change, and the statement of each partner. */
export function PeriodPage() {
  const id = Number(route.useParams().id);
  const programmes = useProgrammes();
  const { query, period, isNowhere } = usePeriod(id);
  const zone = zoneOf(programmes, period?.storefront ?? '');
  return (
    <DetailPage
      list={{ path: '/payouts/periods', name: 'Periods' }}
      title={period === undefined ? `Period ${id}` : monthName(monthOfPeriod(period, zone))}
      description={period === undefined ? undefined : describe(period, programmes)}
      action={
        period === undefined || period.statementCount === 0 ? undefined : (
          <ButtonLink
            to="/payouts/periods/$id/print"
            params={{ id: String(id) }}
            variant="default"
            leftSection={<IconPrinter size={16} aria-hidden />}
          >
            Print statements
          </ButtonLink>
        )
      }
    >
      {period !== undefined && programmes !== undefined ? (
        <Stack gap="lg">
          <Bounds period={period} zone={zone} />
          <Statements period={period} />
        </Stack>
      ) : (
        <Paper>
          {isNowhere ? (
            <EmptyState icon={IconFileText} title="There is no such period">
              No period has this number. The list has all that are closed.
            </EmptyState>
          ) : (
            <QueryView query={query} loading={<Skeleton height={320} m="lg" w="auto" />}>
              {() => <Skeleton height={320} m="lg" w="auto" />}
            </QueryView>
          )}
        </Paper>
      )}
    </DetailPage>
  );
}

function describe({ storefront, currency }: PayoutPeriod, programmes: readonly Programme[] | undefined) {
  const name = programmes?.find(({ slug }) => slug === storefront)?.name ?? storefront;
  return (
    <>
      <bdi>{name}</bdi>, {currency}
    </>
  );
}

function Bounds({ period, zone }: { period: PayoutPeriod; zone: string }) {
  const { startsAt, endsAt, closedAt, closedBy, hash } = period;
  return (
    <SectionCard title="Closed period" intro={`From its beginning up to its end, in ${nameOfZone(zone)}.`}>
      <Facts>
        <Fact name="Begins">
          <TimeZoneProvider zone={zone}>
            <Timestamp at={startsAt} isShort />
          </TimeZoneProvider>
        </Fact>
        <Fact name="Ends before">
          <TimeZoneProvider zone={zone}>
            <Timestamp at={endsAt} isShort />
          </TimeZoneProvider>
        </Fact>
        <Fact name="Closed">
          <Timestamp at={closedAt} isShort />
          <Text fz={13} c="dimmed" component="div">
            <bdi>{closedBy}</bdi>
          </Text>
        </Fact>
        <Fact name="Fingerprint">
          <span className="hub-mono" title={hash}>
            {hash.slice(0, 16)}…
          </span>{' '}
          <CopyValue value={hash} label="Copy the whole fingerprint" />
        </Fact>
      </Facts>
    </SectionCard>
  );
}

function Statements({ period: { id } }: { period: PayoutPeriod }) {
  const wanted = { periodId: id };
  const list = trpc.payouts.listStatements.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    byCursor,
  );
  return (
    <ListPanel
      label="Statements"
      filtersLabel="Filter statements"
      filters={null}
      rows={usePagedRows(list)}
      noun="statement"
      clearFilters={undefined}
      empty={
        <EmptyState icon={IconFileText} title="No statement">
          Nothing was booked for any partner, and nobody was owed anything.
        </EmptyState>
      }
      columns={periodStatementColumns}
      rowKey={({ affiliateId }) => affiliateId}
      rowName={({ affiliateName }) => `Statement of ${affiliateName}`}
      opensRows
      isTimeless
      exportButton={<ExportButton list="statements" query={wanted} />}
    />
  );
}
