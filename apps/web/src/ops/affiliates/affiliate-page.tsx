import { Paper, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { QueryView } from '../../hub/query-view.tsx';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import type { Tab } from '../../ui/tabs.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import { useTab } from '../../ui/use-tab.ts';
import { AffiliateClicks } from './affiliate-clicks.tsx';
import { AffiliateOrders } from './affiliate-orders.tsx';
import { AffiliateOverview, type AffiliateTabProps } from './affiliate-overview.tsx';
import type { AffiliateTab } from './affiliate-search.ts';
import { AffiliateStatusTag } from './affiliate-status-tag.tsx';

const account = onIntent(() => import('./affiliate-account.tsx'), 'AffiliateAccount');
const payouts = onIntent(() => import('../payees/affiliate-payouts.tsx'), 'AffiliatePayouts');
const terms = onIntent(() => import('./affiliate-terms.tsx'), 'AffiliateTerms');
const codesCard = onIntent(() => import('./codes-card.tsx'), 'CodesCard');
const snippets = onIntent(() => import('./affiliate-snippets.tsx'), 'AffiliateSnippets');
const settings = onIntent(() => import('./affiliate-settings.tsx'), 'AffiliateSettings');

const route = getRouteApi('/operator/affiliates/$id');

/** A partner: what it brought and from where, its orders, clicks and codes, what to give it, what to set. */
export function AffiliatePage() {
  const id = Number(route.useParams().id);
  const search = route.useSearch();
  const { choose } = useListSearch(search);
  const [open, onOpen] = useTab<AffiliateTab>(search.tab, 'overview');
  const query = trpc.affiliates.getAffiliate.useQuery({ id });
  const affiliate = query.data;
  return (
    <DetailPage
      list={{ path: '/affiliates', name: 'Partners' }}
      title={affiliate?.name ?? 'Partner'}
      description={affiliate === undefined ? undefined : <About affiliate={affiliate} />}
      {...(affiliate === undefined
        ? {}
        : { tabs: { all: tabsOf({ affiliate, search, choose }), open, onOpen } })}
    >
      {affiliate === undefined ? (
        <Paper>
          <QueryView query={query} loading={<Skeleton height={320} m="lg" />}>
            {() => null}
          </QueryView>
        </Paper>
      ) : (
        // Says when what is shown is out of date; the tabs show it.
        <QueryView query={query} loading={null}>
          {() => null}
        </QueryView>
      )}
    </DetailPage>
  );
}

function About({ affiliate: { handle, status, createdAt } }: { affiliate: Affiliate }) {
  return (
    <>
      <bdi>{handle}</bdi> · added <DateStamp at={createdAt} />
      {status === 'active' ? null : (
        <>
          {' '}
          <AffiliateStatusTag status={status} />
        </>
      )}
    </>
  );
}

function tabsOf(props: AffiliateTabProps): Tab<AffiliateTab>[] {
  const { affiliate } = props;
  return [
    { id: 'overview', label: 'Overview', content: () => <AffiliateOverview {...props} /> },
    { id: 'orders', label: 'Orders', content: () => <AffiliateOrders {...props} /> },
    { id: 'account', label: 'Account', content: () => <Late part={account} isOpen {...props} /> },
    { id: 'payouts', label: 'Payouts', content: () => <Late part={payouts} isOpen {...props} /> },
    { id: 'clicks', label: 'Clicks', content: () => <AffiliateClicks {...props} /> },
    { id: 'terms', label: 'Terms', content: () => <Late part={terms} isOpen affiliate={affiliate} /> },
    { id: 'codes', label: 'Codes', content: () => <Late part={codesCard} isOpen affiliate={affiliate} /> },
    {
      id: 'snippets',
      label: 'Snippets',
      content: () => <Late part={snippets} isOpen affiliate={affiliate} />,
    },
    {
      id: 'settings',
      label: 'Settings',
      content: () => <Late part={settings} isOpen affiliate={affiliate} />,
    },
  ];
}
