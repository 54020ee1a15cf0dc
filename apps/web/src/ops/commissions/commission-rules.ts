import type { Commission } from '../../hub/trpc.ts';
import type { AskedConversion } from '../conversions/conversion-questions.ts';
import type { ConversionAction } from '../conversions/conversion-rules.ts';
import { stateMeaning } from './commission-state.tsx';

/**
 * Returns what an operator may do with a commission, the next step first. This only hides buttons for what the hub would
 * refuse: the hub itself decides.
 */
export function commissionActions({
  status,
  state,
}: Pick<Commission, 'status' | 'state'>): ConversionAction[] {
  const actions: ConversionAction[] = [];
  if (status === 'pending' && state !== 'reversed') actions.push('approve');
  if (status === 'approved' && state === 'payable') actions.push('markPaid');
  if (status === 'pending' || status === 'approved') actions.push('void');
  return actions;
}

/** A commission as the questions before these actions say it. */
export function asConversion(commission: Commission): AskedConversion {
  const { conversionId: id, amount, reversed, ...rest } = commission;
  return { ...rest, id, commission: amount, commissionReversed: reversed };
}

/** Says where a commission stands. One that was paid and refunded is still paid, and nothing may be left of it. */
export function meaningOf({ state, reversed }: Pick<Commission, 'state' | 'reversed'>): string {
  if (state !== 'paid' || Number(reversed) === 0) return stateMeaning[state];
  return 'It was paid, and some of it was taken back. What is taken back after the payment, the partner owes.';
}

/** When it may be paid, or since when it may be; null where that means nothing any more. */
export function dueAt({
  state,
  maturedAt,
  maturesAt,
}: Pick<Commission, 'state' | 'maturedAt' | 'maturesAt'>) {
  return state === 'paid' || state === 'reversed' || state === 'void' ? null : (maturedAt ?? maturesAt);
}
