import type { AdminInputs } from '@dreamteamhub/sdk/admin';
import { UNREADABLE } from '../../ui/number-field.tsx';
import { instantOf } from '../../ui/zoned-time.ts';

type OrderInput = AdminInputs['commissions']['preview']['order'];

/** Numbers are as `NumberField` keeps them. */
export interface LineDraft {
  key: number;
  sku: string;
  product: string;
  /** Separated by commas. */
  categories: string;
  net: string;
  quantity: string;
}

/** An order that somebody makes up. */
export interface OrderDraft {
  /** A handle. */
  affiliate: string;
  lines: readonly LineDraft[];
  shipping: string;
  tax: string;
  /** A wall time of the person's zone; the empty text: now. */
  orderedAt: string;
}

export const emptyLine = (key: number): LineDraft => ({
  ...{ key, sku: '', product: '', categories: '' },
  ...{ net: '', quantity: '1' },
});

export const emptyOrder = (affiliate: string): OrderDraft => ({
  affiliate,
  lines: [emptyLine(0)],
  ...{ shipping: '', tax: '', orderedAt: '' },
});

/** Returns the order as the hub takes it, or null while something is missing or cannot be read. */
export function readOrder(
  { affiliate, lines, shipping, tax, orderedAt }: OrderDraft,
  zone: string,
): OrderInput | null {
  const filled = lines.filter(isFilled);
  const isBad = (text: string) => text === UNREADABLE || text.startsWith('-');
  const at = orderedAt === '' ? null : instantOf(orderedAt, zone);
  const isMissing =
    affiliate === '' ||
    filled.length === 0 ||
    filled.some(({ net, quantity }) => net === '' || isBad(net) || !(Number(quantity || '1') > 0)) ||
    isBad(shipping) ||
    isBad(tax) ||
    (at !== null && Number.isNaN(at.getTime()));
  if (isMissing) return null;
  return {
    affiliate,
    lines: filled.map(({ sku, product, categories, net, quantity }, place) => ({
      lineId: String(place + 1),
      ...(sku.trim() === '' ? {} : { sku: sku.trim() }),
      ...(product.trim() === '' ? {} : { productId: product.trim() }),
      ...categoriesOf(categories),
      ...{ net, quantity: Number(quantity || '1') },
    })),
    ...(shipping === '' ? {} : { shipping }),
    ...(tax === '' ? {} : { tax }),
    ...(at === null ? {} : { orderedAt: at.toISOString() }),
  };
}

/** Says what to do before an order can be read. */
export function whatIsMissing({ affiliate, lines }: OrderDraft): string {
  const filled = lines.filter(isFilled);
  const isWithoutNet = filled.length === 0 || filled.some(({ net }) => net === '');
  if (affiliate === '') {
    return isWithoutNet ? 'Choose a partner and enter what the goods cost.' : 'Choose a partner.';
  }
  return isWithoutNet ? 'Enter what the goods of each line cost.' : 'Correct what is marked above.';
}

function isFilled({ sku, product, categories, net }: LineDraft): boolean {
  return [sku, product, categories, net].some((text) => text.trim() !== '');
}

function categoriesOf(text: string): { categories?: string[] } {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? {} : { categories: names };
}
