import { Button, Group, Text } from '@mantine/core';
import { useMemo } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { useMay } from '../../hub/session.ts';
import { type Affiliate, type AffiliateCode, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { AddCodeForm } from './add-code-form.tsx';

/** The coupon codes that are bound to an affiliate. */
export function CodesCard({ affiliate }: { affiliate: Affiliate }) {
  const codes = trpc.affiliates.listCodes.useInfiniteQuery({ id: affiliate.id, limit: PAGE_SIZE }, byCursor);
  const mayChange = useMay('operator');
  const columns = useMemo(() => (mayChange ? [...facts, removal(affiliate)] : facts), [mayChange, affiliate]);
  return (
    <TableSection
      title="Coupon codes"
      intro="An order with one of these codes is credited to this partner when its report names no partner and no click."
    >
      <OperatorOnly>
        {affiliate.status === 'archived' ? null : (
          <AddCodeForm key={affiliate.id} affiliateId={affiliate.id} />
        )}
      </OperatorOnly>
      <PagedList
        filters={null}
        filtersLabel="Filter codes"
        rows={usePagedRows(codes)}
        noun="code"
        empty={
          <Text fz="sm" c="dimmed" px={18} pb={16}>
            No codes yet.
          </Text>
        }
        table={(rows) => (
          <DataTable
            label="Coupon codes"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={({ code }) => code}
          />
        )}
      />
    </TableSection>
  );
}

const facts: Column<AffiliateCode>[] = [
  {
    name: 'Code',
    card: 'title',
    cell: ({ code }) => (
      <Text fz="sm" fw={550} className="hub-mono" component="div" style={{ overflowWrap: 'anywhere' }}>
        <bdi>{code}</bdi>
      </Text>
    ),
  },
  { name: 'Added', width: 160, cell: ({ createdAt }) => <DateStamp at={createdAt} /> },
];

const removal = (affiliate: Affiliate): Column<AffiliateCode> => ({
  name: 'Actions',
  card: 'actions',
  width: 130,
  cell: (code) => <RemoveCode code={code} affiliate={affiliate} />,
});

function RemoveCode({ code: { id, code }, affiliate }: { code: AffiliateCode; affiliate: Affiliate }) {
  const cache = trpc.useUtils();
  const remove = trpc.affiliates.removeCode.useMutation({
    onSuccess: () => {
      showSuccess(`${code} was removed.`);
      return cache.affiliates.listCodes.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  return (
    <Group justify="flex-end">
      <Button
        size="compact-sm"
        variant="default"
        loading={remove.isPending}
        aria-label={`Remove the code ${code}`}
        onClick={() =>
          confirm({
            title: 'Remove this code?',
            body: `Orders with ${code} are no longer credited to ${affiliate.name}. Its orders so far stay.`,
            confirm: 'Remove',
            isDangerous: true,
            onConfirm: () => remove.mutate({ id }),
          })
        }
      >
        Remove…
      </Button>
    </Group>
  );
}
