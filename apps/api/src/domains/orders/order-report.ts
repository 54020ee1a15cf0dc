import type { NewOrder, NewOrderLine } from '@dreamteamhub/db/orders';
import {
  amountProblem,
  canonicalCurrency,
  canonicalOrderId,
  canonicalSku,
  isLeftover,
  readOrderedAt,
  type tracking,
  type WireInputs,
  withoutSign,
} from '@dreamteamhub/sdk/contract';
import { badField } from '../../platform/app-error.ts';
import { formatMinor, readMinorField, writtenAmount } from '../../platform/money.ts';
import type { CustomerHashes } from './customer-hashes.ts';
import type { OrderAmounts } from './order-books.ts';
import { type AmountProblem, type PlacedAmounts, placeAmounts } from './order-line-rules.ts';

/** An order as it is reported, by whatever entry. */
export type OrderInput = WireInputs<typeof tracking>['tracking']['recordConversion'];

/** The amounts of a reported order, in minor units of its storefront's currency. */
export interface ReportedOrder {
  amounts: OrderAmounts;
  /** All of its tax; null: not reported. */
  tax: bigint | null;
  /** Of the order as a whole, as reported. */
  shipping: bigint | null;
  fees: bigint | null;
  discount: bigint | null;
  /** The commission that the report names. */
  commission: bigint | null;
}

/**
 * Reads the amounts of a report. Throws `bad_request` for an amount that the currency does not take, and for amounts that
 * do not add up.
 */
export function readAmounts(input: OrderInput, currency: string): ReportedOrder {
  const read = (field: keyof OrderInput & string, amount: number | string | undefined) =>
    amount === undefined ? null : readMinorField(field, amount, currency);
  const { lines = [] } = input;
  const shipping = read('shipping', input.shipping);
  const discount = read('discount', input.discount);
  const fees = input.fees === undefined ? null : readSigned('fees', input.fees, currency);
  const reported = {
    revenue: read('revenue', input.revenue),
    shipping,
    tax: read('tax', input.tax),
    fees,
    discount,
    isDiscountIncluded: input.discountIncluded ?? true,
    lines: lines.map(({ net, tax }, place) => ({
      net: readMinorField(`lines.${place}.net`, net, currency),
      tax: tax === undefined ? null : readMinorField(`lines.${place}.tax`, tax, currency),
    })),
  };
  const placed = placeAmounts(reported);
  if ('problem' in placed) throw contradiction(placed.problem, currency);
  return {
    amounts: { revenue: placed.revenue, lines: withIds(placed, input) },
    tax: placed.tax,
    shipping,
    fees,
    discount,
    commission: read('commission', input.commission),
  };
}

function withIds({ lines }: PlacedAmounts, { lines: sent = [] }: OrderInput): OrderAmounts['lines'] {
  return lines.map((line, place) => {
    const { lineId = '', sku, productId = null, categories = [], quantity = 1 } = sent[place] ?? {};
    return {
      ...line,
      ...{ lineId: canonicalOrderId(lineId), productId, categories, quantity: String(quantity) },
      sku: sku === undefined ? null : canonicalSku(sku),
    };
  });
}

function readSigned(field: string, amount: number | string, currency: string): bigint {
  const text = withoutSign(amount);
  if (writtenAmount(text, currency) === null) throw badField(field, amountProblem(currency));
  const magnitude = readMinorField(field, text, currency);
  return text === String(amount) ? magnitude : -magnitude;
}

function contradiction({ field, stated, counted }: AmountProblem, currency: string) {
  const [is, should] = [formatMinor(stated, currency), formatMinor(counted, currency)];
  const problems: Record<AmountProblem['field'], string> = {
    revenue: `is ${is}, and the lines with shipping, tax and fees come to ${should}`,
    tax: `is ${is}, and that of the lines alone comes to ${should}`,
    discount: `is ${is}, and the lines that it is taken from come to ${should}`,
    fees: `is ${is}, and what it is taken from comes to ${should}`,
  };
  return badField(field, problems[field]);
}

/** How far a shop's clock may be ahead of the hub's. */
const MOST_AHEAD_MILLISECONDS = 24 * 60 * 60 * 1000;
const EARLIEST = new Date('2000-01-01T00:00:00Z');

/**
 * Reads when the customer ordered; null when the report does not say, or says a moment that is still to come, as the
 * clock of a shop may be ahead. Throws `bad_request` for a time more than a day ahead or before the year 2000.
 */
export function readOrderTime(orderedAt: string | number | undefined, now: Date): Date | null {
  const time = orderedAt === undefined ? null : readOrderedAt(orderedAt);
  if (time === null) return null;
  const ahead = time.getTime() - now.getTime();
  if (ahead > MOST_AHEAD_MILLISECONDS) throw badField('orderedAt', 'is in the future');
  if (time < EARLIEST) throw badField('orderedAt', 'is before the year 2000');
  return ahead > 0 ? null : time;
}

/** Returns the order to store. */
export function newOrder(
  input: OrderInput,
  reported: ReportedOrder,
  by: {
    storefrontId: number;
    currency: string;
    isOrderShadowed: boolean;
    ignored: NewOrder['ignored'];
    orderedAt: Date | null;
    customers: CustomerHashes;
  },
): NewOrder {
  const { storefrontId, currency, isOrderShadowed, ignored, orderedAt, customers } = by;
  const write = (amount: bigint) => formatMinor(amount, currency);
  const writeIfSent = (amount: bigint | null) => (amount === null ? null : write(amount));
  const { customerId, customerEmail, orderId } = input;
  const couponCodes = (input.couponCodes ?? []).filter((code) => code.trim() !== '' && !isLeftover(code));
  return {
    storefrontId,
    orderId,
    isOrderShadowed,
    currency,
    revenue: write(reported.amounts.revenue),
    shipping: writeIfSent(reported.shipping),
    tax: writeIfSent(reported.tax),
    fees: writeIfSent(reported.fees),
    discount: writeIfSent(reported.discount),
    couponCodes: couponCodes.length === 0 ? null : couponCodes,
    customerIdHash: customerId === undefined ? null : customers.ofId(storefrontId, customerId),
    customerEmailHash: customerEmail === undefined ? null : customers.ofEmail(storefrontId, customerEmail),
    ignored,
    orderedAt,
    lines: reported.amounts.lines.map((line): NewOrderLine => {
      const { lineId, sku, productId, categories, quantity } = line;
      return {
        ...{ lineId, sku, productId, quantity },
        categories: categories.length === 0 ? null : [...categories],
        net: write(line.net),
        discount: write(line.discount),
        fees: write(line.fees),
        shipping: write(line.shipping),
        tax: write(line.tax),
      };
    }),
  };
}

/** Throws `bad_request` when a report names another currency than its storefront's. */
export function expectCurrency(
  given: string | undefined,
  { slug, currency }: { slug: string; currency: string },
): void {
  if (given !== undefined && canonicalCurrency(given) !== currency) {
    throw badField('currency', `storefront "${slug}" takes orders in ${currency}`);
  }
}
