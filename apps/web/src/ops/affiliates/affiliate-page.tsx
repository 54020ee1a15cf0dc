import { Group, Paper, Skeleton, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Money } from '../../hub/money.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { BackLink, ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { DateStamp } from '../../ui/timestamp.tsx';
import { AffiliateStatusTag } from './affiliate-status-tag.tsx';
import { CodesCard } from './codes-card.tsx';
import { formatCommissionRate } from './commission-rate.ts';

const route = getRouteApi('/operator/affiliates/$id');

/** An affiliate with its figures and its coupon codes. */
export function AffiliatePage() {
  const id = Number(route.useParams().id);
  const query = trpc.affiliates.getAffiliate.useQuery({ id });
  return (
    <>
      <BackLink to="/affiliates" search={{}}>
        All affiliates
      </BackLink>
      <PageHeader
        title={query.data?.name ?? 'Affiliate'}
        action={query.data === undefined ? null : <WhatItBrought affiliate={query.data} />}
      >
        {query.data?.handle}
      </PageHeader>
      {query.data === undefined ? (
        <Paper>
          <QueryView query={query} loading={<Skeleton height={120} m="lg" />}>
            {() => null}
          </QueryView>
        </Paper>
      ) : (
        <QueryView query={query} loading={null}>
          {(affiliate) => (
            <Stack gap="lg">
              <Figures affiliate={affiliate} />
              <CodesCard affiliate={affiliate} />
            </Stack>
          )}
        </QueryView>
      )}
    </>
  );
}

function WhatItBrought({ affiliate: { id, handle } }: { affiliate: Affiliate }) {
  const search = { affiliateId: id, affiliate: handle };
  return (
    <Group gap={6}>
      <ButtonLink to="/orders" search={search} variant="default">
        Orders
      </ButtonLink>
      <ButtonLink to="/conversions" search={search} variant="default">
        Conversions
      </ButtonLink>
    </Group>
  );
}

function Figures({ affiliate }: { affiliate: Affiliate }) {
  const { verifiedRevenue30d, verifiedConversions30d, currency, commissionBps, pixelId } = affiliate;
  return (
    <SectionCard
      title="Last 30 days"
      intro="Conversions and revenue are of verified orders, net of refunds."
      aside={<AffiliateStatusTag status={affiliate.status} />}
    >
      <Facts>
        <Fact name="Clicks">{formatCount(affiliate.clicks30d)}</Fact>
        <Fact name="Conversions">{formatCount(verifiedConversions30d)}</Fact>
        <Fact name="Revenue">
          <Money amount={verifiedRevenue30d} currency={currency} />
        </Fact>
        <Fact name="Commission">
          {commissionBps === null ? 'The hub’s default' : formatCommissionRate(commissionBps)}
        </Fact>
        <Fact name="Added">
          <DateStamp at={affiliate.createdAt} />
        </Fact>
        <Fact name="Pixel id">
          <Group gap={4} wrap="nowrap">
            <span className="hub-mono" title={pixelId}>
              {pixelId.slice(0, 8)}…
            </span>
            <CopyValue value={pixelId} label="Copy the pixel id" />
          </Group>
        </Fact>
      </Facts>
    </SectionCard>
  );
}
