import type { OrderDetail } from '../../hub/trpc.ts';
import { formatCommissionRate } from '../affiliates/commission-rate.ts';

type IgnoredField = OrderDetail['ignored'][number];
type AttributedBy = IgnoredField['field'];

/** What an order was attributed by, beside the name of its partner. */
export const shortAttributedBy: Readonly<Record<AttributedBy, string>> = {
  pixelId: 'by pixel id',
  handle: 'by handle',
  clickId: 'by click',
  clickToken: 'by tracked link',
  couponCodes: 'by coupon code',
  visitorId: 'by visitor',
};

/** Says in a sentence what led to the partner. */
export function describeAttributedBy(attributedBy: AttributedBy | null): string {
  switch (attributedBy) {
    case 'pixelId':
      return 'The report names its pixel id.';
    case 'handle':
      return 'The report names its handle.';
    case 'clickId':
      return 'The report names one of its clicks.';
    case 'clickToken':
      return 'The visitor came through its tracked link.';
    case 'couponCodes':
      return 'The customer used its coupon code.';
    case 'visitorId':
      return 'The visitor’s last click was on its link.';
    case null:
      return 'Not recorded: the order is from an earlier version of the hub.';
  }
}

const fieldNames: Readonly<Record<AttributedBy, string>> = {
  pixelId: 'pixel id',
  handle: 'handle',
  clickId: 'click id',
  clickToken: 'click token',
  couponCodes: 'coupon codes',
  visitorId: 'visitor id',
};

/** Says in a sentence why a field of the report was passed over. */
export function describeIgnored({ field, reason }: IgnoredField): string {
  switch (reason) {
    case 'another_affiliate':
      return field === 'couponCodes'
        ? 'A coupon code belongs to another partner. The partner that the report names has priority.'
        : `The ${fieldNames[field]} belongs to another partner. The partner that the report names has priority.`;
    case 'invalid':
      return field === 'clickToken'
        ? 'The click token is broken or older than 30 days.'
        : `The ${fieldNames[field]} cannot be read.`;
    case 'unknown':
      switch (field) {
        case 'couponCodes':
          return 'No coupon code belonged to a partner when the order was reported.';
        case 'visitorId':
          return 'The visitor had no counted click in the 30 days before.';
        case 'clickId':
          return 'There is no click with the reported id.';
        case 'clickToken':
          return 'The partner of the click token is unknown.';
        case 'pixelId':
        case 'handle':
          return `No partner has the reported ${fieldNames[field]}.`;
      }
  }
}

/** Says at which rate a commission was counted, or that it was given. */
export function describeRate(
  { commissionBps, commissionSource }: Pick<OrderDetail, 'commissionBps' | 'commissionSource'>,
  locale?: string,
): string {
  if (commissionSource === null) return 'Not recorded';
  if (commissionSource === 'given') return 'Given with the order';
  if (commissionBps === null) return 'No rate';
  const whose = commissionSource === 'own' ? 'the partner’s own rate' : 'the hub’s default rate';
  return `${formatCommissionRate(commissionBps, locale)}, ${whose}`;
}

/** Describes a type of event: `order.recorded` is `Order recorded`. */
export function describeEventType(type: string): string {
  const words = type.replace(/[._]/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
