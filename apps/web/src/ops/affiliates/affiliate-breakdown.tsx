import { Paper, Skeleton, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { asLoadable } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { BarBreakdown } from '../../ui/charts/bar-breakdown.tsx';
import { CellLink } from '../../ui/links.tsx';
import { LoadableView } from '../../ui/loadable.tsx';
import { nameOfZone } from '../../ui/time-zone.tsx';
import { clickUnit } from '../metrics/units.ts';
import classes from './affiliate-page.module.css';
import type { AffiliateSearch, Dimension } from './affiliate-search.ts';
import { dimensionNames, nameOfValue } from './click-words.ts';
import { type AffiliateRange, keepShown } from './use-affiliate-range.ts';

const MOST_ROWS = 8;

/** Where a partner's clicks came from, by one dimension. Each value leads to its clicks. */
export function AffiliateBreakdown(props: {
  dimension: Dimension;
  asked: AffiliateRange;
  search: AffiliateSearch;
}) {
  const { dimension, search } = props;
  const { range, affiliateId, zone } = props.asked;
  const query = trpc.analytics.getBreakdown.useQuery(
    { ...range, affiliateId, dimension, limit: MOST_ROWS },
    keepShown,
  );
  const { one, title } = dimensionNames[dimension];
  const label = `Clicks by ${one.toLowerCase()}`;
  return (
    <Card title={title}>
      <LoadableView source={asLoadable(query)} loading={<Skeleton height={220} />}>
        {(data) => (
          <div className={classes.outdating} data-outdated={query.isPlaceholderData}>
            <BarBreakdown
              label={label}
              dimension={one}
              measure="Clicks"
              unit={clickUnit}
              rows={data.rows.map(({ value, clicks }) => ({
                name: value === null ? null : nameOfValue(dimension, value),
                value: clicks,
              }))}
              other={data.other}
              total={data.total}
              renderName={(row, text) => (
                <CellLink
                  to="/affiliates/$id"
                  params={{ id: String(affiliateId) }}
                  search={{ ...search, ...clicksWith(dimension, row.name, data.rows) }}
                  className={classes.name ?? ''}
                >
                  {text}
                </CellLink>
              )}
            />
            {data.zone === null || data.zone === zone ? null : (
              <Text fz={13} c="dimmed" mt={6}>
                Days in {nameOfZone(data.zone)}, the storefront’s zone.
              </Text>
            )}
          </div>
        )}
      </LoadableView>
    </Card>
  );
}

/** The clicks behind a row, as a search of the same page. */
function clicksWith(
  dimension: Dimension,
  name: string | null,
  rows: readonly { value: string | null }[],
): Partial<AffiliateSearch> {
  const found = rows.find(({ value }) => value !== null && nameOfValue(dimension, value) === name);
  return { tab: 'clicks', counted: 'yes', by: dimension, value: found?.value ?? undefined };
}

/** A card of the grid below the chart. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  const titleId = useId();
  return (
    <Paper component="section" aria-labelledby={titleId} p="lg" className={classes.card ?? ''}>
      <Title order={2} fz={16} id={titleId} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}
