import { useCallback, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type Conversion, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { type AskedConversion, questionBefore } from './conversion-questions.ts';
import type { ConversionAction } from './conversion-rules.ts';

export const actionLabels: Record<ConversionAction, string> = {
  verify: 'Verify…',
  approve: 'Approve…',
  markPaid: 'Mark paid…',
  void: 'Void…',
};

const done: Record<ConversionAction, string> = {
  verify: 'is verified',
  approve: 'is approved',
  markPaid: 'is marked as paid',
  void: 'is void',
};

const DRAFTED = 'waits: another person must approve its payout';

/** Whether a payment was only proposed. */
const isDrafted = (action: ConversionAction, { status }: Conversion): boolean =>
  action === 'markPaid' && status === 'approved';

/**
 * Asks, and then acts on one conversion. `onChanged` gets it as it is afterwards, for the list to show it in its place: a
 * list that was loaded anew would drop a row that its filter no longer matches. `onUnsure` is told when it did not work, since
 * somebody else may have changed it.
 */
export function useConversionActions(list: {
  onChanged: (conversion: Conversion) => void;
  onUnsure: () => void;
}): { ask: (action: ConversionAction, conversion: AskedConversion) => void; busy: number | null } {
  const cache = trpc.useUtils();
  const [busy, setBusy] = useState<number | null>(null);
  const { mutateAsync: approve } = trpc.affiliates.approveConversion.useMutation();
  const { mutateAsync: markPaid } = trpc.affiliates.markConversionPaid.useMutation();
  const { mutateAsync: voidIt } = trpc.affiliates.voidConversion.useMutation();
  const { mutateAsync: verify } = trpc.affiliates.verifyConversion.useMutation();
  const { onChanged, onUnsure } = list;

  const run = useCallback(
    async (action: ConversionAction, { id, orderId }: AskedConversion) => {
      const calls = { approve, markPaid, void: voidIt, verify };
      setBusy(id);
      try {
        const after = await calls[action]({ id });
        onChanged(after);
        showSuccess(`Order ${orderId} ${isDrafted(action, after) ? DRAFTED : done[action]}.`);
        void cache.ops.getOverview.invalidate();
        void cache.affiliates.listAffiliates.invalidate();
        void cache.orders.invalidate();
        void cache.ledger.invalidate();
      } catch (error) {
        showFailure(readHubError(error).message);
        onUnsure();
      } finally {
        setBusy(null);
      }
    },
    [approve, markPaid, voidIt, verify, onChanged, onUnsure, cache],
  );
  const ask = useCallback(
    (action: ConversionAction, conversion: AskedConversion) =>
      confirm({ ...questionBefore(action, conversion), onConfirm: () => void run(action, conversion) }),
    [run],
  );
  return { ask, busy };
}
