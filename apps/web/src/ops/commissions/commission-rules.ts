import type { Commission } from '../../hub/trpc.ts';
import type { AskedConversion } from '../conversions/conversion-questions.ts';
import type { ConversionAction } from '../conversions/conversion-rules.ts';

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

/** When it may be paid, or since when it may be; null where that means nothing any more. */
export function dueAt({
  state,
  maturedAt,
  maturesAt,
}: Pick<Commission, 'state' | 'maturedAt' | 'maturesAt'>) {
  return state === 'paid' || state === 'reversed' || state === 'void' ? null : (maturedAt ?? maturesAt);
}
