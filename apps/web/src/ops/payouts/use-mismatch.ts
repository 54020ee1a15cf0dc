import { useCallback } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type PayoutMismatch, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { type Decision, decisionLabels, describeMismatch, meaningOf } from './mismatch-words.ts';

/** Asks, and then books a decision about a difference. */
export function useMismatch() {
  const cache = trpc.useUtils();
  const { mutate, isPending, variables } = trpc.payouts.resolveMismatch.useMutation({
    onSuccess: () => showSuccess('The difference is booked.'),
    onError: (error) => showFailure(readHubError(error).message),
    // Also when it did not work: somebody else may have decided it.
    onSettled: () =>
      Promise.all([cache.payouts.invalidate(), cache.ledger.invalidate(), cache.affiliates.invalidate()]),
  });
  const ask = useCallback(
    (decision: Decision, mismatch: PayoutMismatch) =>
      confirm({
        title: `${describeMismatch(mismatch)}: ${decisionLabels(mismatch)[decision].replace('…', '').toLowerCase()}?`,
        body: `${meaningOf(mismatch, decision)} It is booked at once, and can only be adjusted afterwards.`,
        confirm: decisionLabels(mismatch)[decision].replace('…', ''),
        onConfirm: () => mutate({ id: mismatch.id, decision }),
      }),
    [mutate],
  );
  return { ask, busy: isPending ? variables.id : null };
}
