import { Paper, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { QueryView } from '../../hub/query-view.tsx';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { RefusedState } from '../../ui/error-state.tsx';
import { NewPayout } from './new-payout.tsx';

const route = getRouteApi('/operator/payouts/new');

/** Prepares a payout: what to pay, then who is paid how much and who is left out, then the draft. */
export function NewPayoutPage() {
  const search = route.useSearch();
  const storefronts = trpc.storefronts.listStorefronts.useQuery({});
  const mayDraft = useMay('operator');
  return (
    <DetailPage
      list={{ path: '/payouts', name: 'Payouts' }}
      title="Prepare a payout"
      description="Looking changes nothing. A draft sets the amounts aside, and nothing is paid until it is approved and submitted."
    >
      {mayDraft ? (
        storefronts.data === undefined ? (
          <Paper>
            <QueryView query={storefronts} loading={<Loading />}>
              {() => null}
            </QueryView>
          </Paper>
        ) : (
          <NewPayout storefronts={storefronts.data.items} begin={search} />
        )
      ) : (
        <Paper>
          <RefusedState message="Only an operator may prepare a payout." />
        </Paper>
      )}
    </DetailPage>
  );
}

function Loading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={36} />
      <Skeleton height={36} />
      <Skeleton height={36} width="60%" />
    </Stack>
  );
}
