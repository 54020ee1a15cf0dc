import { useMemo } from 'react';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { TableSection } from '../../ui/table-section.tsx';
import { mismatchColumns } from './mismatch-columns.tsx';
import { useMismatch } from './use-mismatch.ts';

/** The most that one request gives; what waits for a decision is never that much for long. */
const MOST = 500;

/** Payments of a batch that differ from what was owed. Shows nothing when none waits for a decision. */
export function BatchMismatches({ batchId, isNeeded }: { batchId: number; isNeeded: boolean }) {
  const { data } = trpc.payouts.listMismatches.useQuery(
    { batchId, state: 'open', limit: MOST },
    { enabled: isNeeded },
  );
  const { ask, busy } = useMismatch();
  const mayAct = useMay('operator');
  const columns = useMemo(
    () => mismatchColumns({ decide: mayAct ? ask : undefined, busy, hasDecided: false }),
    [mayAct, ask, busy],
  );
  const own = data?.items ?? [];
  if (own.length === 0) return null;
  return (
    <TableSection
      title="Payments that differ"
      intro="More or less left your account than was owed. The difference is set aside until somebody decides whose it is."
    >
      <DataTable
        label="Payments that differ"
        columns={columns}
        rows={own}
        rowKey={({ id }) => id}
        rowName={({ affiliateName }) => `Payment to ${affiliateName}`}
      />
    </TableSection>
  );
}
