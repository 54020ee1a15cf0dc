import { Paper, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { QueryView } from '../../hub/query-view.tsx';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { DroppedParams } from '../../ui/dropped-params.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { PayoutTabs } from '../payouts/payout-tabs.tsx';
import { SettingsCards } from './settings-cards.tsx';

const route = getRouteApi('/operator/payouts/settings');

/** How each storefront pays its partners. */
export function PayoutSettingsPage() {
  const search = route.useSearch();
  const { choose } = useListSearch(search);
  const storefronts = useStorefronts();
  const isOwner = useMay('owner');
  const query = trpc.payouts.getPayoutSettings.useQuery({ storefront: search.storefront });
  // What the hub takes where none is named.
  const first = storefronts.find(({ slug }) => slug === 'default');
  const others = storefronts.filter((storefront) => storefront !== first);
  return (
    <>
      <PageHeader
        title="Payout settings"
        action={
          others.length === 0 || first === undefined ? undefined : (
            <ChoiceFilter
              label="Storefront"
              any={first.name}
              choices={Object.fromEntries(others.map(({ slug, name }) => [slug, name]))}
              value={search.storefront === first.slug ? undefined : search.storefront}
              onChoose={(storefront) => choose({ storefront })}
            />
          )
        }
      >
        From which amount on partners are paid, and by which ways.{' '}
        {isOwner ? '' : 'Owners change it, with their password.'}
      </PageHeader>
      <DroppedParams search={search} />
      <PayoutTabs open="settings" />
      <QueryView
        query={query}
        loading={
          <Paper>
            <Skeleton height={320} m="lg" w="auto" />
          </Paper>
        }
      >
        {(settings) => <SettingsCards settings={settings} isOwner={isOwner} />}
      </QueryView>
    </>
  );
}
