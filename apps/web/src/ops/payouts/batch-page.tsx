import { IconCash } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useLive } from '../../hub/live/live.tsx';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryDetailPage } from '../../hub/query-detail-page.tsx';
import { trpc } from '../../hub/trpc.ts';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { BatchActions } from './batch-actions.tsx';
import { BatchHead } from './batch-head.tsx';
import { BatchItems } from './batch-items.tsx';
import { BatchMismatches } from './batch-mismatches.tsx';
import { isMoving } from './batch-rules.ts';
import { batchName, payWords } from './batch-words.ts';
import { partnersWords } from './item-counts.ts';
import { LeftOut } from './left-out.tsx';
import { useApproval } from './use-approval.ts';

/** While the hub waits for a provider, its answer may come at any moment. */
const MOVING_MILLISECONDS = 5_000;

const route = getRouteApi('/operator/payouts/$id');

/** One batch of payments: how far it has come, the next step, each payment, and who was left out. */
export function BatchPage() {
  const id = Number(route.useParams().id);
  const search = route.useSearch();
  const cache = trpc.useUtils();
  useLive(['orders'], () => cache.payouts.invalidate());
  const query = trpc.payouts.getBatch.useQuery(
    // Its items are a list of their own.
    { id, withItems: false },
    {
      refetchInterval: ({ state }) =>
        state.data !== undefined && isMoving(state.data) ? MOVING_MILLISECONDS : false,
    },
  );
  const approval = useApproval(query.data);
  return (
    <QueryDetailPage
      list={{ path: '/payouts', name: 'Payouts' }}
      noun="payout"
      icon={IconCash}
      query={query}
      early={batchName(id)}
      title={() => batchName(id)}
      description={(batch) => (
        <>
          <Money amount={batch.total} currency={batch.currency} /> to {partnersWords(batch.itemCount)},{' '}
          {payWords[batch.rail]} · <ZoneNote />
        </>
      )}
      action={(batch) => (
        <OperatorOnly>
          <BatchActions batch={batch} approval={approval.approval} />
        </OperatorOnly>
      )}
    >
      {(batch) => (
        <>
          <BatchHead batch={batch} approval={approval} />
          <BatchMismatches batchId={id} isNeeded={batch.submittedAt !== null} />
          <BatchItems batch={batch} search={search} />
          <LeftOut
            leftOut={batch.leftOut}
            currency={batch.currency}
            intro="They had a balance in this currency when the payout was drafted, and it does not pay them."
          />
        </>
      )}
    </QueryDetailPage>
  );
}
