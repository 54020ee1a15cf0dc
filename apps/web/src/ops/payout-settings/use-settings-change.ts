import type { AdminInputs } from '@dreamteamhub/sdk/admin';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { type Proof, proofOf, useNeedsCode } from '../../hub/proof-fields.tsx';
import { trpc } from '../../hub/trpc.ts';
import { showSuccess } from '../../ui/toasts.ts';

type Change = Omit<AdminInputs['payouts']['setPayoutSettings'], 'storefront' | 'password' | 'code'>;

/** Returns what saves a part of how a storefront pays; what is left out stays. */
export function useSettingsChange(storefront: string, onSaved: () => void) {
  const cache = trpc.useUtils();
  const needsCode = useNeedsCode();
  const set = trpc.payouts.setPayoutSettings.useMutation();
  return async <Values extends FieldValues & Proof>(
    form: UseFormReturn<Values>,
    values: Values,
    change: Change,
  ): Promise<void> => {
    try {
      await set.mutateAsync({ storefront, ...change, ...proofOf(values, needsCode) });
      onSaved();
      showSuccess('The settings are saved. The next batch follows them.');
      await cache.payouts.invalidate();
    } catch (error) {
      applyHubError(form, error);
    }
  };
}
