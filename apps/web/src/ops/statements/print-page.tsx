import { Button, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { QueryView } from '../../hub/query-view.tsx';
import { DetailPage } from '../../ui/detail-page.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { StatementSheet } from './statement-sheet.tsx';
import classes from './statements.module.css';
import { useProgrammes } from './use-programmes.ts';
import { MOST_SHEETS, useSheets } from './use-sheets.ts';

const route = getRouteApi('/operator/payouts/periods/$id/print');

/** All statements of a closed period, each on its own sheet of paper. */
export function PrintPage() {
  const { id } = route.useParams();
  const programmes = useProgrammes();
  const { query, readSoFar } = useSheets(Number(id));
  const isReady = query.data !== undefined && programmes !== undefined;
  const count = query.data?.statements.length ?? 0;
  return (
    <div className={classes.page}>
      <DetailPage
        list={{ path: `/payouts/periods/${id}`, name: 'Statements of this month' }}
        title="Print statements"
        description="Each partner begins on a page of their own, on A4."
        action={
          <Button
            leftSection={<IconPrinter size={16} aria-hidden />}
            disabled={!isReady || count === 0}
            onClick={() => globalThis.print()}
          >
            Print
          </Button>
        }
      >
        <QueryView query={query} loading={<Reading count={readSoFar} />}>
          {({ statements, total }) => (
            <>
              {total > statements.length ? <OnlyFirst total={total} /> : null}
              {programmes === undefined ? null : (
                <Stack gap="lg" className={classes.sheets}>
                  {statements.map((statement) => (
                    <StatementSheet
                      key={statement.affiliateId}
                      statement={statement}
                      programmes={programmes}
                    />
                  ))}
                </Stack>
              )}
            </>
          )}
        </QueryView>
      </DetailPage>
    </div>
  );
}

function Reading({ count }: { count: number }) {
  return (
    <Paper p="lg">
      <Text fz="sm" c="dimmed" role="status">
        {count === 0 ? 'Reading the statements…' : `${formatCount(count)} statements read…`}
      </Text>
      <Skeleton height={320} mt="md" />
    </Paper>
  );
}

function OnlyFirst({ total }: { total: number }) {
  return (
    <Text fz="sm" mb="md" role="status">
      These are the first {formatCount(MOST_SHEETS)} of {formatCount(total)}. Export the others as CSV from
      the period.
    </Text>
  );
}
