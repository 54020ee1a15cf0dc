import { Group, List, Stack, Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { OrderDetail } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { ConversionStatusTag } from '../conversions/conversion-tags.tsx';
import { GivenBack } from '../conversions/given-back.tsx';
import { describeAttributedBy, describeIgnored, describeRate } from './order-words.ts';

/** Who is credited with an order, why, and what of its report could not be used. */
export function OrderCredit({ order }: { order: OrderDetail }) {
  return (
    <SectionCard title="Credited to" aside={<ConversionLink order={order} />}>
      <Stack gap="lg">
        {order.attribution === null ? (
          <Nobody hasIgnored={order.ignored.length > 0} />
        ) : (
          <Credit order={order} attribution={order.attribution} />
        )}
        <Ignored fields={order.ignored} />
        <CouponCodes codes={order.couponCodes} />
      </Stack>
    </SectionCard>
  );
}

function ConversionLink({ order: { attribution, orderId } }: { order: OrderDetail }) {
  if (attribution === null) return null;
  return (
    <Group gap="md">
      <AnchorLink to="/commissions/$id" params={{ id: String(attribution.id) }} fz="sm">
        Its commission
      </AnchorLink>
      <AnchorLink to="/conversions" search={{ orderId, kind: 'verified' }} fz="sm">
        Its conversion
      </AnchorLink>
    </Group>
  );
}

function Credit(props: { order: OrderDetail; attribution: NonNullable<OrderDetail['attribution']> }) {
  const { order, attribution } = props;
  return (
    <Facts>
      <Fact name="Partner">
        <AffiliateName
          affiliate={{
            id: attribution.affiliateId,
            name: attribution.affiliateName,
            handle: attribution.affiliateHandle,
          }}
        />
      </Fact>
      <Fact name="Why">{describeAttributedBy(attribution.attributedBy)}</Fact>
      {order.clickId === null ? null : (
        <Fact name="Click">
          <span className="hub-number">#{order.clickId}</span>
        </Fact>
      )}
      <Fact name="Commission">
        <Money amount={attribution.commission} currency={order.currency} />
        <GivenBack
          amount={attribution.commissionReversed}
          currency={order.currency}
          what="Reversed by refunds"
        />
      </Fact>
      <Fact name="Rate">{describeRate(order)}</Fact>
      <Fact name="Status">
        <ConversionStatusTag status={attribution.status} />
      </Fact>
    </Facts>
  );
}

function Nobody({ hasIgnored }: { hasIgnored: boolean }) {
  return (
    <Text fz="sm">
      Nobody.{' '}
      {hasIgnored
        ? 'Nothing in its report led to a partner.'
        : 'Its report named no partner, click, coupon code or visitor.'}
    </Text>
  );
}

function Ignored({ fields }: { fields: OrderDetail['ignored'] }) {
  if (fields.length === 0) return null;
  return (
    <div>
      <Text fz={12.5} c="dimmed" mb={4}>
        What the hub could not use of its report
      </Text>
      <List fz="sm" spacing={4}>
        {fields.map((ignored) => (
          <List.Item key={`${ignored.field} ${ignored.reason}`}>{describeIgnored(ignored)}</List.Item>
        ))}
      </List>
    </div>
  );
}

function CouponCodes({ codes }: { codes: readonly string[] }) {
  if (codes.length === 0) return null;
  return (
    <div>
      <Text fz={12.5} c="dimmed" mb={4}>
        Coupon codes of the customer
      </Text>
      <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
        {codes.map((code, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an order never changes, and may name a code twice.
          <span key={place}>
            {place === 0 ? null : ', '}
            <bdi className="hub-mono">{code}</bdi>
          </span>
        ))}
      </Text>
    </div>
  );
}
