import { Button, Group, Paper, Skeleton } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { monthName, monthOfPeriod } from './months.ts';
import { StatementSheet } from './statement-sheet.tsx';
import classes from './statements.module.css';
import { useProgrammes, zoneOf } from './use-programmes.ts';

const route = getRouteApi('/operator/payouts/periods/$id/$affiliateId');

/** What a partner earned, was paid and is owed in a closed month, on the screen and on paper. */
export function StatementPage() {
  const params = route.useParams();
  const programmes = useProgrammes();
  const wanted = { periodId: Number(params.id), affiliateId: Number(params.affiliateId) };
  const query = trpc.payouts.getStatement.useQuery(wanted);
  const statement = query.data;
  const zone = zoneOf(programmes, statement?.storefront ?? '');
  return (
    <div className={classes.page}>
      <DetailPage
        list={{ path: `/payouts/periods/${params.id}`, name: 'Statements of this month' }}
        title={
          statement === undefined
            ? 'Statement'
            : `${statement.affiliateName}, ${monthName(monthOfPeriod(statement, zone))}`
        }
        description={
          statement === undefined ? undefined : (
            <AnchorLink
              to="/affiliates/$id"
              params={{ id: params.affiliateId }}
              search={{ tab: 'payouts' }}
              fz="sm"
            >
              Payouts of this partner
            </AnchorLink>
          )
        }
        action={
          statement === undefined ? undefined : (
            <Group gap="sm">
              <ExportButton list="statementLines" query={wanted} />
              <Button
                variant="default"
                leftSection={<IconPrinter size={16} aria-hidden />}
                onClick={() => globalThis.print()}
              >
                Print
              </Button>
            </Group>
          )
        }
      >
        {statement === undefined || programmes === undefined ? (
          <Paper>
            <QueryView query={query} loading={<Skeleton height={420} m="lg" w="auto" />}>
              {() => <Skeleton height={420} m="lg" w="auto" />}
            </QueryView>
          </Paper>
        ) : (
          <QueryView query={query} loading={null}>
            {(shown) => <StatementSheet statement={shown} programmes={programmes} />}
          </QueryView>
        )}
      </DetailPage>
    </div>
  );
}
