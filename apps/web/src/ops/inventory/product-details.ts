import type { Product } from '../../hub/trpc.ts';

/** What people edit of a product. */
export type ProductDetails = Pick<
  Product,
  'name' | 'threshold' | 'allowBackorder' | 'unitPrice' | 'supplier'
>;

/** The same in a form, where an empty text stands for none. */
export type ProductFields = Omit<ProductDetails, 'unitPrice' | 'supplier'> & {
  unitPrice: string;
  supplier: string;
};

export const detailNames: Record<keyof ProductDetails, string> = {
  name: 'Name',
  threshold: 'Threshold',
  allowBackorder: 'Backorders',
  unitPrice: 'Unit price',
  supplier: 'Supplier',
};

const NAMES = Object.keys(detailNames) as (keyof ProductDetails)[];

export const NEW_DETAILS: ProductFields = {
  name: '',
  threshold: 10,
  allowBackorder: false,
  unitPrice: '',
  supplier: '',
};

export function formOf(product: ProductDetails): ProductFields {
  const { name, threshold, allowBackorder, unitPrice, supplier } = product;
  return { name, threshold, allowBackorder, unitPrice: unitPrice ?? '', supplier: supplier ?? '' };
}

export function detailsOf(fields: ProductFields): ProductDetails {
  const { unitPrice, supplier, ...rest } = fields;
  return {
    ...rest,
    unitPrice: unitPrice === '' ? null : unitPrice,
    supplier: supplier === '' ? null : supplier,
  };
}

/** Returns what of `details` differs from `product`, so that an edit leaves alone what somebody else may be editing. */
export function changedDetails(product: ProductDetails, details: ProductDetails): Partial<ProductDetails> {
  return pick(
    details,
    NAMES.filter((name) => !isSame(name, product[name], details[name])),
  );
}

/** Returns these details of a product. */
export function pick(product: ProductDetails, names: readonly string[]): Partial<ProductDetails> {
  return Object.fromEntries(
    NAMES.filter((name) => names.includes(name)).map((name) => [name, product[name]]),
  );
}

/** A field that two people changed at the same time. */
export interface ForeignEdit {
  name: keyof ProductDetails;
  theirs: ProductDetails[keyof ProductDetails];
}

/**
 * Compares three states of a product: as it was `seen`, as it is `now`, and as somebody wants it. `collided` are fields
 * that both changed, to different values; `untouched` are those that only somebody else changed.
 */
export function foreignEdits(states: { seen: ProductDetails; now: ProductDetails; mine: ProductDetails }): {
  collided: ForeignEdit[];
  untouched: (keyof ProductDetails)[];
} {
  const { seen, now, mine } = states;
  const foreign = NAMES.filter((name) => !isSame(name, seen[name], now[name]));
  const isMine = (name: keyof ProductDetails) => !isSame(name, seen[name], mine[name]);
  return {
    collided: foreign
      .filter((name) => isMine(name) && !isSame(name, now[name], mine[name]))
      .map((name) => ({ name, theirs: now[name] })),
    untouched: foreign.filter((name) => !isMine(name)),
  };
}

type Detail = ProductDetails[keyof ProductDetails];

/** Amounts are the same with more decimals; none and an empty text are the same. */
function isSame(name: keyof ProductDetails, one: Detail, other: Detail): boolean {
  const [a, b] = [one ?? '', other ?? ''];
  if (name === 'unitPrice' && a !== '' && b !== '')
    return withoutZeros(String(a)) === withoutZeros(String(b));
  return a === b;
}

/** `50.00` and `50` become the same text. */
function withoutZeros(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}
