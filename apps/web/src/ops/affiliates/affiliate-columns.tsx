import type { ReactNode } from 'react';
import { Money } from '../../hub/money.tsx';
import type { Affiliate } from '../../hub/trpc.ts';
import { EditCell } from '../../ui/edit-cell.tsx';
import { nameRules } from '../../ui/edit-rules.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { CellLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { DateStamp } from '../../ui/timestamp.tsx';
import { AffiliateMenu } from './affiliate-menu.tsx';
import { type AffiliateTab, searchOfListFigures } from './affiliate-search.ts';
import { AffiliateStatusTag } from './affiliate-status-tag.tsx';
import { formatCommissionRate, rateRules } from './commission-rate.ts';
import type { EditAffiliate } from './use-affiliate-edits.ts';

/** The columns of the list of partners. */
export function affiliateColumns({
  onEdit,
  edit,
}: {
  onEdit: (affiliate: Affiliate) => void;
  /** Left out: the person may not. */
  edit?: EditAffiliate | undefined;
}): Column<Affiliate>[] {
  return [
    {
      name: 'Partner',
      card: 'title',
      sort: 'name',
      // Long names leave room for the figures.
      width: '28%',
      cell: (affiliate) => {
        const { id, name, handle } = affiliate;
        const lines = (
          <Lines detail={<bdi>{handle}</bdi>}>
            <CellLink to="/affiliates/$id" params={{ id: String(id) }} className="hub-row-link" title={name}>
              <bdi>{name}</bdi>
            </CellLink>
          </Lines>
        );
        if (edit === undefined) return lines;
        return (
          <EditCell
            label={`Name of ${handle}`}
            value={name}
            rules={nameRules}
            save={(value, seen) => edit(affiliate, 'name', { value, seen })}
            beside={lines}
          />
        );
      },
    },
    {
      name: 'Status',
      card: 'aside',
      sort: 'status',
      cell: ({ status }) => <AffiliateStatusTag status={status} />,
    },
    {
      name: 'Clicks',
      align: 'end',
      sort: 'clicks30d',
      firstOrder: 'desc',
      cell: ({ id, clicks30d }) => (
        <Opens id={id} tab="clicks">
          {formatCount(clicks30d)}
        </Opens>
      ),
    },
    {
      name: 'Orders',
      align: 'end',
      sort: 'verifiedConversions30d',
      firstOrder: 'desc',
      cell: ({ id, conversions30d, verifiedConversions30d }) => (
        <Lines
          detail={
            conversions30d === verifiedConversions30d ? null : `${formatCount(conversions30d)} with claims`
          }
        >
          <Opens id={id} tab="orders">
            {formatCount(verifiedConversions30d)}
          </Opens>
        </Lines>
      ),
    },
    {
      name: 'Revenue',
      align: 'end',
      sort: 'verifiedRevenue30d',
      firstOrder: 'desc',
      cell: ({ id, revenue30d, verifiedRevenue30d, currency }) => (
        <Lines
          detail={
            revenue30d === verifiedRevenue30d ? null : (
              <>
                <Money amount={revenue30d} currency={currency} /> with claims
              </>
            )
          }
        >
          <Opens id={id} tab="orders">
            <Money amount={verifiedRevenue30d} currency={currency} />
          </Opens>
        </Lines>
      ),
    },
    {
      name: 'Commission',
      align: 'end',
      sort: 'commissionBps',
      firstOrder: 'desc',
      cell: (affiliate) => {
        const { commissionBps, handle } = affiliate;
        if (edit === undefined) {
          return (
            <span style={commissionBps === null ? { color: 'var(--mantine-color-dimmed)' } : {}}>
              {formatCommissionRate(commissionBps)}
            </span>
          );
        }
        return (
          <EditCell
            label={`Commission of ${handle}`}
            value={commissionBps}
            rules={rateRules}
            save={(value, seen) => edit(affiliate, 'commissionBps', { value, seen })}
          />
        );
      },
    },
    {
      name: 'Currency',
      card: 'hidden',
      isExtra: true,
      cell: ({ currency }) => currency,
    },
    {
      name: 'Added',
      sort: 'createdAt',
      firstOrder: 'desc',
      card: 'hidden',
      cell: ({ createdAt }) => <DateStamp at={createdAt} />,
    },
    {
      name: 'Actions',
      card: 'actions',
      cell: (affiliate) => <AffiliateMenu affiliate={affiliate} onEdit={onEdit} />,
    },
  ];
}

/** A number that leads to what it counts. */
function Opens({ id, tab, children }: { id: number; tab: AffiliateTab; children: ReactNode }) {
  return (
    <CellLink
      to="/affiliates/$id"
      params={{ id: String(id) }}
      search={{ ...searchOfListFigures(new Date()), tab }}
    >
      {children}
    </CellLink>
  );
}
