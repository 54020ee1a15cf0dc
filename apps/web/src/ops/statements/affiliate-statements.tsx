import { Skeleton, Text } from '@mantine/core';
import { useMemo } from 'react';
import { QueryView } from '../../hub/query-view.tsx';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { TableSection } from '../../ui/table-section.tsx';
import { partnerStatementColumns } from './statement-columns.tsx';
import { useProgrammes, zoneOf } from './use-programmes.ts';

/** Forty years of months. */
const MOST_STATEMENTS = 500;

/** The statements of a partner, newest first. */
export function AffiliateStatements({ affiliate: { id, name } }: { affiliate: Affiliate }) {
  const programmes = useProgrammes();
  const query = trpc.payouts.listStatements.useQuery({ affiliateId: id, limit: MOST_STATEMENTS });
  const zone = zoneOf(programmes, query.data?.items[0]?.storefront ?? '');
  const columns = useMemo(() => partnerStatementColumns(zone), [zone]);
  return (
    <TableSection title="Statements">
      <QueryView query={query} loading={<Skeleton height={72} m="md" w="auto" />}>
        {({ items }) =>
          items.length === 0 ? (
            <Text fz="sm" c="dimmed" px={18} pb="lg">
              No month is closed yet. Each closed month has a statement.
            </Text>
          ) : (
            <DataTable
              label={`Statements of ${name}`}
              columns={columns}
              rows={items}
              rowKey={({ periodId }) => periodId}
              rowName={({ periodId }) => `Statement of period ${periodId}`}
            />
          )
        }
      </QueryView>
    </TableSection>
  );
}
