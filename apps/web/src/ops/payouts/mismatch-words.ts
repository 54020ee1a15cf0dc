import type { PayoutMismatch } from '../../hub/trpc.ts';
import { formatMoney } from '../../ui/format-number.ts';
import { formatSentence } from '../../ui/format-sentence.ts';

type Told = Pick<PayoutMismatch, 'amount' | 'currency' | 'affiliateName'>;
export type Decision = 'affiliate' | 'shop';

const isMore = (amount: string): boolean => !amount.startsWith('-');
const sumOf = ({ amount, currency }: Told, locale?: string): string =>
  formatMoney(amount.replace('-', ''), currency, locale);

/** Says what differs: `$5.00 too much`. */
export function describeMismatch(told: Told, locale?: string): string {
  return `${sumOf(told, locale)} ${isMore(told.amount) ? 'too much' : 'too little'}`;
}

/** The hub's own words where amounts differ: `paid 9.00 in place of 12.00`. Others are the bank's or the provider's. */
const OF_AMOUNTS = /^paid (\d[\d.]*) in place of (\d[\d.]*)$/;

/** Says why they differ, with amounts as people write them. */
export function reasonOf({ reason, currency }: Pick<PayoutMismatch, 'reason' | 'currency'>, locale?: string) {
  const [, paid, owed] = OF_AMOUNTS.exec(reason) ?? [];
  if (paid === undefined || owed === undefined) return formatSentence(reason);
  return `Paid ${formatMoney(paid, currency, locale)} in place of ${formatMoney(owed, currency, locale)}.`;
}

/** Says what a decision does, before it is made. */
export function meaningOf(told: Told, decision: Decision, locale?: string): string {
  const sum = sumOf(told, locale);
  const name = told.affiliateName;
  if (isMore(told.amount)) {
    return decision === 'affiliate'
      ? `${name} got ${sum} too much. It is taken from what is payable next.`
      : `${name} keeps the ${sum}, and it costs the shop.`;
  }
  return decision === 'affiliate'
    ? `${name} still gets the ${sum}: it is payable again.`
    : `${name} does not get the ${sum}: it stays with the shop.`;
}

/** The two decisions as buttons say them. */
export function decisionLabels(told: Pick<Told, 'amount'>): Readonly<Record<Decision, string>> {
  return isMore(told.amount)
    ? { affiliate: 'Partner gives it back…', shop: 'Shop bears it…' }
    : { affiliate: 'Partner still gets it…', shop: 'Shop keeps it…' };
}

/** What was decided, afterwards. */
export function decidedWords({ amount, decision }: Pick<PayoutMismatch, 'amount' | 'decision'>): string {
  if (decision === null) return 'Not decided';
  if (isMore(amount)) return decision === 'affiliate' ? 'Partner gives it back' : 'Shop bears it';
  return decision === 'affiliate' ? 'Partner still gets it' : 'Shop keeps it';
}
