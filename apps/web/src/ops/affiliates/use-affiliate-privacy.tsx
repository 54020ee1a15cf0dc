import { Text } from '@mantine/core';
import { readHubError } from '../../hub/hub-error.ts';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { saveJson } from '../../ui/save-json.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** What an affiliate may ask for as a person: to see what is kept, and to be forgotten. */
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
        body: (
          <Text fz="sm">
            Name and handle are erased and the affiliate is archived; orders and numbers stay in the books.
            Orders that wait to be paid have to be settled first. It cannot be taken back.
          </Text>
        ),
        confirm: 'Forget',
        isDangerous: true,
        onConfirm: () => erase.mutate({ id }),
      }),
  };
}
