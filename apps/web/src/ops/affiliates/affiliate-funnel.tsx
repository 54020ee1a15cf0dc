import { Skeleton } from '@mantine/core';
import { asLoadable } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { formatShare } from '../../ui/charts/units.ts';
import { formatCount } from '../../ui/format-number.ts';
import { CellLink } from '../../ui/links.tsx';
import { LoadableView } from '../../ui/loadable.tsx';
import { Card } from './affiliate-breakdown.tsx';
import classes from './affiliate-page.module.css';
import type { AffiliateSearch } from './affiliate-search.ts';
import { type AffiliateRange, keepShown } from './use-affiliate-range.ts';

interface Step {
  name: string;
  count: number;
  /** What the step counts, as a search of the same page; null where no list has exactly that. */
  behind: Partial<AffiliateSearch> | null;
}

/** How many of a partner's clicks became orders, and what became of those. */
export function AffiliateFunnel({ asked, search }: { asked: AffiliateRange; search: AffiliateSearch }) {
  const { range, affiliateId, zone } = asked;
  const query = trpc.analytics.getFunnel.useQuery({ ...range, affiliateId, zone }, keepShown);
  return (
    <Card title="From click to commission">
      <LoadableView source={asLoadable(query)} loading={<Skeleton height={220} />}>
        {({ clicks, orders, approved, paid }) => (
          <div className={classes.outdating} data-outdated={query.isPlaceholderData}>
            <Steps
              affiliateId={affiliateId}
              search={search}
              steps={[
                { name: 'Clicks', count: clicks, behind: { tab: 'clicks', counted: 'yes' } },
                { name: 'Orders', count: orders, behind: { tab: 'orders', counted: 'yes' } },
                { name: 'Approved or paid', count: approved, behind: null },
                { name: 'Paid', count: paid, behind: { tab: 'orders', counted: 'yes', status: 'paid' } },
              ]}
            />
          </div>
        )}
      </LoadableView>
    </Card>
  );
}

function Steps(props: { steps: readonly Step[]; affiliateId: number; search: AffiliateSearch }) {
  const { steps, affiliateId, search } = props;
  const most = Math.max(...steps.map(({ count }) => count), 1);
  return (
    <table className={classes.steps}>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Number</th>
          <th scope="col">
            Rate<span className="hub-unseen"> of the step before</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ name, count, behind }, index) => {
          const before = steps[index - 1]?.count;
          return (
            <tr key={name}>
              <th scope="row">
                {name}
                <span className={classes.bar} style={{ inlineSize: `${(count / most) * 100}%` }} />
              </th>
              <td>
                {behind === null ? (
                  formatCount(count)
                ) : (
                  <CellLink
                    to="/affiliates/$id"
                    params={{ id: String(affiliateId) }}
                    search={{ ...search, ...behind }}
                  >
                    {formatCount(count)}
                  </CellLink>
                )}
              </td>
              <td>{before === undefined || before === 0 ? '–' : formatShare(count, before)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
