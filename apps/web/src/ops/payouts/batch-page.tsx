import { Paper, Skeleton, Stack } from '@mantine/core';
import { IconCash } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { readHubError } from '../../hub/hub-error.ts';
import { useLive } from '../../hub/live/live.tsx';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
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
  const batch = query.data;
  const approval = useApproval(batch);
  const isMissing = query.isError && readHubError(query.error).code === 'not_found';
  return (
    <DetailPage
      list={{ path: '/payouts', name: 'Payouts' }}
      title={isMissing ? 'No such payout' : batchName(id)}
      description={
        batch === undefined ? undefined : (
          <>
            <Money amount={batch.total} currency={batch.currency} /> to {partnersWords(batch.itemCount)},{' '}
            {payWords[batch.rail]} · <ZoneNote />
          </>
        )
      }
      action={
        batch === undefined ? undefined : (
          <OperatorOnly>
            <BatchActions batch={batch} approval={approval.approval} />
          </OperatorOnly>
        )
      }
    >
      {batch === undefined ? (
        <Paper>
          {isMissing ? (
            <Missing />
          ) : (
            <QueryView query={query} loading={<Loading />}>
              {() => null}
            </QueryView>
          )}
        </Paper>
      ) : (
        <QueryView query={query} loading={null}>
          {(shown) => (
            <Stack gap="lg">
              <BatchHead batch={shown} approval={approval} />
              <BatchMismatches batchId={id} isNeeded={shown.submittedAt !== null} />
              <BatchItems batch={shown} search={search} />
              <LeftOut
                leftOut={shown.leftOut}
                currency={shown.currency}
                intro="They had a balance in this currency when the payout was drafted, and it does not pay them."
              />
            </Stack>
          )}
        </QueryView>
      )}
    </DetailPage>
  );
}

function Missing() {
  return (
    <EmptyState
      icon={IconCash}
      title="There is no such payout"
      action={
        <ButtonLink to="/payouts" search={{}} variant="default">
          Show the payouts
        </ButtonLink>
      }
    >
      The address may be mistyped.
    </EmptyState>
  );
}

function Loading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={18} width={160} />
      <Skeleton height={44} />
      <Skeleton height={90} />
    </Stack>
  );
}
