import { useCallback } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type Adjustment, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { describeAdjustment } from './adjustment-words.ts';

/** Asks, and then approves or rejects an adjustment. */
export function useDecision() {
  const cache = trpc.useUtils();
  const { mutate, isPending, variables } = trpc.ledger.decideAdjustment.useMutation({
    onSuccess: ({ state }) =>
      showSuccess(state === 'approved' ? 'The adjustment is booked.' : 'The adjustment is rejected.'),
    onError: (error) => showFailure(readHubError(error).message),
    // Also when it did not work: somebody else may have decided it.
    onSettled: () => cache.ledger.invalidate(),
  });
  const ask = useCallback(
    (decision: 'approve' | 'reject', adjustment: Adjustment) =>
      confirm({
        ...questionBefore(decision, adjustment),
        onConfirm: () => mutate({ id: adjustment.id, decision }),
      }),
    [mutate],
  );
  return { ask, busy: isPending ? variables.id : null };
}

function questionBefore(decision: 'approve' | 'reject', adjustment: Adjustment) {
  const what = describeAdjustment(adjustment);
  const because = `${adjustment.createdBy} proposed it: “${adjustment.reason}”`;
  return decision === 'approve'
    ? {
        title: `${what}?`,
        body: `${because}. It is booked at once, and can only be booked back.`,
        confirm: 'Approve',
      }
    : {
        title: 'Reject this adjustment?',
        body: `${what}. ${because}. Nothing is booked. This cannot be undone, but it can be proposed again.`,
        confirm: 'Reject',
        isDangerous: true,
      };
}
