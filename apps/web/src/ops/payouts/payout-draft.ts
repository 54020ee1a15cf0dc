import type { AdminInputs } from '@dreamteamhub/sdk/admin';
import type { Rail } from './batch-words.ts';

export type PayoutWish = Omit<AdminInputs['payouts']['createBatch'], 'dryRun'>;

/** What is chosen in the form. `minimum` is a decimal text; empty: the storefront's own. */
export interface PayoutDraft {
  storefront: string;
  rail: Rail;
  currency: string;
  minimum: string;
}

/** The fields that the form has under the hub's own names. */
export const FIELD_NAMES = ['storefront', 'rail', 'currency', 'minimum'] as const;

/** What is wrong with them. */
export type PayoutProblems = Partial<Record<(typeof FIELD_NAMES)[number], string>>;

/** What the hub is asked for by what is chosen; null while something is missing. */
export function wishOf(
  { storefront, rail, currency, minimum }: PayoutDraft,
  isAmount: (text: string) => boolean,
): PayoutWish | null {
  if (currency === '' || (minimum !== '' && !isAmount(minimum))) return null;
  return {
    rail,
    currency,
    ...(storefront === '' ? {} : { storefront }),
    ...(minimum === '' ? {} : { minimum }),
  };
}

/** Whether both ask for the same. */
export function isSameWish(one: PayoutWish | null, other: PayoutWish | null): boolean {
  return (
    one !== null &&
    other !== null &&
    one.rail === other.rail &&
    one.currency === other.currency &&
    one.storefront === other.storefront &&
    one.minimum === other.minimum
  );
}
