import { readHubError } from '../../hub/hub-error.ts';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { saveJson } from '../../ui/save-json.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** Exports or erases what the hub keeps about an affiliate. */
export function useAffiliatePrivacy({ id, name, handle }: Affiliate) {
  const cache = trpc.useUtils();
  const onError = (error: unknown) => showFailure(readHubError(error).message);
  const read = trpc.privacy.exportAffiliate.useMutation({
    onSuccess: (data) => saveJson(`affiliate-${handle}.json`, data),
    onError,
  });
  const erase = trpc.privacy.eraseAffiliate.useMutation({
    onSuccess: () => {
      showSuccess(`${name} is forgotten.`);
      return cache.affiliates.invalidate();
    },
    onError,
  });
  return {
    read: () => read.mutate({ id }),
    erase: () =>
      confirm({
        title: `Forget ${name}?`,
        body: 'The hub erases the name and the handle and archives the partner. Orders and figures stay. Pay or void what you still owe first. This cannot be undone.',
        confirm: 'Forget',
        isDangerous: true,
        onConfirm: () => erase.mutate({ id }),
      }),
  };
}
