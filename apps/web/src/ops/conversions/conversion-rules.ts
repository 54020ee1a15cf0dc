import type { Conversion } from '../../hub/trpc.ts';

export type ConversionAction = 'verify' | 'approve' | 'markPaid' | 'void';

/**
 * Returns what an operator may do with a conversion, the next step first. This only hides buttons for what the
 * hub would refuse: the hub itself decides.
 */
export function conversionActions({ kind, status }: Pick<Conversion, 'kind' | 'status'>): ConversionAction[] {
  const actions: ConversionAction[] = [];
  if (kind === 'claim' && status !== 'void') actions.push('verify');
  if (kind === 'verified' && status === 'pending') actions.push('approve');
  if (kind === 'verified' && status === 'approved') actions.push('markPaid');
  if (status === 'pending' || status === 'approved') actions.push('void');
  return actions;
}
