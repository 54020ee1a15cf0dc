import { useMemo } from 'react';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { TableSection } from '../../ui/table-section.tsx';
import { requestColumns } from './request-columns.tsx';
import { useReject } from './use-reject.tsx';

/** As many as a glance takes in; the list has all of them. */
const MOST_SHOWN = 5;

/** The latest payout requests for a partner. Shows nothing when there never was one. */
export function AffiliateRequests({ affiliate }: { affiliate: Affiliate }) {
  const { id: affiliateId, handle, name } = affiliate;
  const { data } = trpc.payouts.listRequests.useQuery({ affiliateId, limit: MOST_SHOWN });
  const { reject, dialog } = useReject();
  const columns = useMemo(() => requestColumns({ reject, isOfOne: true }), [reject]);
  if (data === undefined || data.items.length === 0) return null;
  return (
    <TableSection
      title="Requests"
      intro={
        data.nextCursor === null ? undefined : (
          <AnchorLink
            to="/payouts/requests"
            search={{ state: 'all', affiliateId, affiliate: handle }}
            fz="sm"
          >
            All requests
          </AnchorLink>
        )
      }
    >
      <DataTable
        label={`Payout requests for ${name}`}
        columns={columns}
        rows={data.items}
        rowKey={({ id }) => id}
        rowName={({ id }) => `Request ${id}`}
      />
      {dialog}
    </TableSection>
  );
}
