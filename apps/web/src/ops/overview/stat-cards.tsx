import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Overview } from '../../hub/trpc.ts';
import { formatCount, formatMoney } from '../../ui/format-number.ts';
import classes from './overview.module.css';

export function StatCards({ overview }: { overview: Overview }) {
  const low = overview.lowStockCount;
  const others = overview.revenues.filter(({ currency }) => currency !== overview.currency);
  return (
    <ul className={classes.stats} aria-label="Key figures">
      <Stat label="Affiliates" value={formatCount(overview.affiliateCount)} to="/affiliates" />
      <Stat label="Clicks" period="30 days" value={formatCount(overview.clicks30d)} to="/affiliates" />
      <Stat
        label="Conversions"
        period="30 days"
        value={formatCount(overview.verifiedConversions30d)}
        note={
          overview.conversions30d === overview.verifiedConversions30d
            ? undefined
            : `${formatCount(overview.conversions30d)} with claims`
        }
        to="/conversions"
      />
      <Stat
        label="Revenue"
        period="30 days"
        value={formatMoney(overview.verifiedRevenue30d, overview.currency)}
        note={[
          ...withClaims(overview),
          ...others.flatMap((revenue) => [
            `and ${formatMoney(revenue.verifiedRevenue30d, revenue.currency)}`,
            ...withClaims(revenue),
          ]),
        ].join(', ')}
        to="/conversions"
      />
      <Stat label="Products" value={formatCount(overview.productCount)} to="/inventory" />
      <Stat
        label="Low stock"
        value={formatCount(low)}
        to="/inventory"
        search={low > 0 ? { low: 'yes' } : {}}
        mark={low > 0 ? <IconAlertTriangle size={16} aria-hidden /> : null}
      />
    </ul>
  );
}

/** Revenue with what anybody can report, where that is more. */
function withClaims({
  revenue30d,
  verifiedRevenue30d,
  currency,
}: Pick<Overview, 'revenue30d' | 'verifiedRevenue30d' | 'currency'>): string[] {
  return revenue30d === verifiedRevenue30d ? [] : [`${formatMoney(revenue30d, currency)} with claims`];
}

interface StatProps {
  label: string;
  value: string;
  period?: string;
  /** A smaller figure below. */
  note?: string | undefined;
  to: '/affiliates' | '/conversions' | '/inventory';
  search?: { low?: 'yes' };
  mark?: ReactNode;
}

function Stat({ label, value, period, note, to, search = {}, mark = null }: StatProps) {
  return (
    <li>
      <Link to={to} search={search} className={classes.stat} data-warn={mark !== null}>
        <span className={classes.statLabel}>
          {label}
          {period === undefined ? null : <span className={classes.period}>{period}</span>}
        </span>
        <span className={classes.statValue}>
          {value}
          {mark}
        </span>
        {!note ? null : <span className={classes.period}>{note}</span>}
      </Link>
    </li>
  );
}
