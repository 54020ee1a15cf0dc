import type { Adjustment } from '../../hub/trpc.ts';
import { formatMoney } from '../../ui/format-number.ts';

type Told = Pick<Adjustment, 'kind' | 'amount' | 'currency' | 'affiliateName'>;

/** Says what an adjustment does: `Give Trail Notes $5.00`. */
export function describeAdjustment({ kind, amount, currency, affiliateName }: Told, locale?: string): string {
  const isTaken = amount.startsWith('-');
  const sum = formatMoney(isTaken ? amount.slice(1) : amount, currency, locale);
  if (kind === 'writeOff') return `Forgive ${affiliateName} ${sum}`;
  return isTaken ? `Take ${sum} back from ${affiliateName}` : `Give ${affiliateName} ${sum}`;
}

interface Decider {
  /** Of the person at the page. */
  email: string | undefined;
  /** Whether another person must approve. */
  secondPerson: 'required' | 'alone' | undefined;
}

/** Why this person cannot approve an adjustment; null where they can. Only a hint: the hub decides. */
export function whyNotApprove(
  { createdBy }: Pick<Adjustment, 'createdBy'>,
  { email, secondPerson }: Decider,
): string | null {
  if (email === undefined || createdBy !== email || secondPerson !== 'required') return null;
  return 'You proposed it, so another person must approve it.';
}
