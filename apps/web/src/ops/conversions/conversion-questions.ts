import type { Conversion } from '../../hub/trpc.ts';
import type { Question } from '../../ui/confirm.ts';
import { formatMoney } from '../../ui/format-number.ts';
import type { ConversionAction } from './conversion-rules.ts';

/** A conversion as a question about it says it. A commission is one whose order's revenue is not at hand. */
export type AskedConversion = Pick<
  Conversion,
  'id' | 'orderId' | 'affiliateName' | 'currency' | 'commission' | 'commissionReversed'
> & { revenue?: string };

/**
 * What the page asks before it acts on a conversion. None of these actions can be taken back, so each question names the
 * order, the partner and the sum.
 */
export function questionBefore(
  action: ConversionAction,
  conversion: AskedConversion,
  locale?: string,
): Omit<Question, 'onConfirm'> {
  const { orderId, affiliateName: partner, currency } = conversion;
  const sum = (amount: string) => formatMoney(amount, currency, locale);
  const commission = sum(conversion.commission);
  const order = `order ${orderId}${conversion.revenue === undefined ? '' : ` of ${sum(conversion.revenue)}`}`;
  const reversed =
    Number(conversion.commissionReversed) === 0
      ? ''
      : ` Refunds took ${sum(conversion.commissionReversed)} of it back.`;
  switch (action) {
    case 'verify':
      return {
        title: `Verify order ${orderId}?`,
        body: `Do this if ${order} is in your shop. ${partner} is credited with it, and its commission waits for approval. This cannot be undone, but the conversion can still be voided.`,
        confirm: 'Verify',
      };
    case 'approve':
      return {
        title: `Approve ${commission} for order ${orderId}?`,
        body: `${partner} is owed ${commission} for ${order}.${reversed} An approval cannot be taken back, but the conversion can be voided until it is paid.`,
        confirm: `Approve ${commission}`,
      };
    case 'markPaid':
      return {
        title: `Mark ${commission} as paid?`,
        body: `Do this after you have paid ${commission} to ${partner} for order ${orderId}.${reversed} Another person must approve it in the same way. It cannot be undone here.`,
        confirm: 'Mark paid',
      };
    case 'void':
      return {
        title: `Void order ${orderId}?`,
        body: `It leaves the figures of ${partner}, and its commission of ${commission} is no longer owed. This cannot be undone.`,
        confirm: 'Void conversion',
        isDangerous: true,
      };
  }
}
