import { canonicalAmount, amountProblem as wrongAmount } from '@dreamteamhub/sdk/contract';
import { decimalsOf } from '../../ui/currency-decimals.ts';
import { addAmounts, negateAmount } from '../ledger/amounts.ts';

/** Whether an amount is above zero. */
export function isAbove(amount: string): boolean {
  return !amount.startsWith('-') && /[1-9]/.test(amount);
}

/** Says why this cannot be asked for; null where it can. */
export function amountProblem(text: string, { payable, currency }: { payable: string; currency: string }) {
  const amount = canonicalAmount(text.trim(), decimalsOf(currency));
  if (amount === null && text.trim() !== '') return wrongAmount(currency);
  if (amount === null || !isAbove(amount)) return 'Enter an amount above zero.';
  return isAbove(addAmounts(amount, negateAmount(payable))) ? 'No more than is payable.' : null;
}
