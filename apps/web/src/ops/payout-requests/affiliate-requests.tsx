import { useMemo, useState } from 'react';
import { useMay } from '../../hub/session.ts';
import { type Affiliate, type PayoutRequest, trpc } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { TableSection } from '../../ui/table-section.tsx';
import { requestColumns } from './request-columns.tsx';

const rejectDialog = onIntent(() => import('./reject-dialog.tsx'), 'RejectDialog');

/** As many as a glance takes in; the list has all of them. */
const MOST_SHOWN = 5;

/** The latest payout requests for a partner. Shows nothing when there never was one. */
export function AffiliateRequests({ affiliate }: { affiliate: Affiliate }) {
  const { id: affiliateId, handle, name } = affiliate;
  const [rejected, setRejected] = useState<PayoutRequest | null>(null);
  const [isOpen, setOpen] = useState(false);
  const mayAct = useMay('operator');
  const { data } = trpc.payouts.listRequests.useQuery({ affiliateId, limit: MOST_SHOWN });
  const columns = useMemo(() => {
    const ask = (request: PayoutRequest) => {
      setRejected(request);
      setOpen(true);
    };
    return requestColumns({ reject: mayAct ? ask : undefined, isOfOne: true });
  }, [mayAct]);
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
      <Late part={rejectDialog} isOpen={isOpen} request={rejected} onClose={() => setOpen(false)} />
    </TableSection>
  );
}
