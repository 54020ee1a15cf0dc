import { IconUsers } from '@tabler/icons-react';
import { Change } from '../../ui/charts/change.tsx';
import type { RangeSearch } from '../../ui/date-range.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { isMoney, type Metric, metricLabels } from '../metrics/metrics.ts';
import { unitOf } from '../metrics/units.ts';
import { Card } from './card.tsx';
import type { Partner } from './figures.ts';
import classes from './overview.module.css';

export const TOP_PARTNERS_ANCHOR = 'top-partners';

interface TopPartnersProps {
  partners: readonly Partner[];
  /** Left out: by revenue, then by clicks. */
  metric: Metric | undefined;
  /** The currency of the amounts, where partners of others are left out. */
  inCurrency: string | undefined;
  than: string;
  days: RangeSearch;
}

/** The partners who brought most in the range. Each leads to its own page, in the same range. */
export function TopPartners({ partners, metric, inCurrency, than, days }: TopPartnersProps) {
  return (
    <Card
      title="Top partners"
      note={sortedBy(metric ?? 'revenue', inCurrency)}
      anchor={TOP_PARTNERS_ANCHOR}
      aside={
        <AnchorLink to="/affiliates" search={{}} fz={13}>
          All partners
        </AnchorLink>
      }
    >
      {partners.length === 0 ? (
        <EmptyState icon={IconUsers} title="Nobody yet">
          No partner has brought anything in this period.
        </EmptyState>
      ) : (
        <ol className={classes.list}>
          {partners.map((partner) => (
            <PartnerRow key={partner.affiliateId} {...{ partner, metric, than, days }} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function sortedBy(metric: Metric, currency: string | undefined): string {
  const name = metricLabels[metric].toLowerCase();
  return isMoney(metric) && currency !== undefined ? `by ${name} in ${currency}` : `by ${name}`;
}

function PartnerRow(props: { partner: Partner } & Pick<TopPartnersProps, 'metric' | 'than' | 'days'>) {
  const { partner, metric = 'revenue', than, days } = props;
  const { currency } = partner;
  const say = (what: Metric) => unitOf(what, currency).inWords(partner[what]);
  const details = (['clicks', 'orders', 'revenue'] as const).filter(
    (what) => what !== metric && !(isMoney(metric) && isMoney(what)),
  );
  return (
    <li className={classes.line}>
      <div className={classes.names}>
        <AnchorLink
          to="/affiliates/$id"
          params={{ id: String(partner.affiliateId) }}
          search={days}
          className={classes.name}
          title={partner.name}
        >
          <bdi>{partner.name}</bdi>
        </AnchorLink>
        <span className={classes.quiet}>{details.map(say).join(' · ')}</span>
      </div>
      <div className={classes.end}>
        <span className={classes.strong}>{unitOf(metric, currency).exact(partner[metric])}</span>
        {partner.comparison === null ? null : (
          <Change change={partner.change} value={partner[metric]} than={than} />
        )}
      </div>
    </li>
  );
}
