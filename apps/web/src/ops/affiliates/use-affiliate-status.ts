import { readHubError } from '../../hub/hub-error.ts';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

const done = { active: 'is active', paused: 'is paused', archived: 'is archived' } as const;

/** Pauses, resumes or archives one partner. */
export function useAffiliateStatus(affiliate: Affiliate) {
  const cache = trpc.useUtils();
  const update = trpc.affiliates.updateAffiliate.useMutation({
    onSuccess: (changed) => {
      showSuccess(`${changed.name} ${done[changed.status]}.`);
      cache.affiliates.getAffiliate.setData({ id: changed.id }, changed);
      void cache.ops.getOverview.invalidate();
      return cache.affiliates.listAffiliates.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  const set = (status: Affiliate['status']) => update.mutate({ id: affiliate.id, status });
  return {
    isChanging: update.isPending,
    pause: () => set('paused'),
    resume: () => set('active'),
    archive: () =>
      confirm({
        title: `Archive ${affiliate.name}?`,
        body: 'Its clicks stop counting and it leaves your everyday lists. Its conversions and what you owe stay. You can restore it later.',
        confirm: 'Archive',
        isDangerous: true,
        onConfirm: () => set('archived'),
      }),
  };
}
