import { Paper, Text } from '@mantine/core';
import { useLive } from '../../hub/live/live.tsx';
import { asLoadable } from '../../hub/loadable.ts';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { LoadableView } from '../../ui/loadable.tsx';
import { AffiliateBreakdown } from './affiliate-breakdown.tsx';
import { AffiliateFigures, FiguresLoading } from './affiliate-figures.tsx';
import { AffiliateFunnel } from './affiliate-funnel.tsx';
import classes from './affiliate-page.module.css';
import { AffiliateRangeBar } from './affiliate-range-bar.tsx';
import type { AffiliateSearch, Dimension } from './affiliate-search.ts';
import { AffiliateSeries } from './affiliate-series.tsx';
import { useAffiliateRange, useAffiliateSummary } from './use-affiliate-range.ts';

export interface AffiliateTabProps {
  affiliate: Affiliate;
  search: AffiliateSearch;
  /** Changes the address, as a step in the history. */
  choose: (changes: Partial<AffiliateSearch>) => void;
}

/** The figures of many partners change at once, and one partner's page need not be the first to know. */
const REST_MILLISECONDS = 5_000;

/** Side by side, in columns of about the same height. */
const LEFT = ['landingPath', 'device'] as const;
const RIGHT = ['referrerHost', 'subId', 'browser'] as const;

/** What a partner brought in a range, over time, and from where. */
export function AffiliateOverview({ affiliate, search, choose }: AffiliateTabProps) {
  const cache = trpc.useUtils();
  const asked = useAffiliateRange(affiliate.id, search);
  const summary = useAffiliateSummary(asked);
  useLive(['traffic', 'orders'], async () => {
    await cache.analytics.invalidate();
    await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS));
  });
  const breakdown = (dimension: Dimension) => (
    <AffiliateBreakdown key={dimension} dimension={dimension} asked={asked} search={search} />
  );
  return (
    <div className={classes.stack}>
      <AffiliateRangeBar asked={asked} summary={summary} choose={choose} compares />
      <Paper component="section" aria-label="Figures">
        <LoadableView source={asLoadable(summary)} loading={<FiguresLoading />}>
          {(shown) => (
            <>
              <AffiliateFigures
                summary={shown}
                affiliate={affiliate}
                search={search}
                isOutdated={summary.isPlaceholderData}
              />
              {shown.clicks.value === 0 ? <NoClicks id={affiliate.id} /> : null}
            </>
          )}
        </LoadableView>
      </Paper>
      <AffiliateSeries asked={asked} metric={search.metric ?? 'clicks'} choose={choose} />
      <div className={classes.grid}>
        <div className={classes.stack}>
          <AffiliateFunnel asked={asked} search={search} />
          {LEFT.map(breakdown)}
        </div>
        <div className={classes.stack}>{RIGHT.map(breakdown)}</div>
      </div>
    </div>
  );
}

function NoClicks({ id }: { id: number }) {
  return (
    <Text fz="sm" c="dimmed" px={20} pb={16}>
      Nobody clicked in this period. Does the partner have{' '}
      <AnchorLink
        to="/affiliates/$id"
        params={{ id: String(id) }}
        search={{ tab: 'snippets' }}
        fz="sm"
        underline="always"
      >
        its link
      </AnchorLink>
      ?
    </Text>
  );
}
