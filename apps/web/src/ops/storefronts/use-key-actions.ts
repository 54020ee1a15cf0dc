import { readHubError } from '../../hub/hub-error.ts';
import { type ApiKey, type IssuedKey, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { formatTime } from '../../ui/format-time.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** Rotates or revokes a key. */
export function useKeyActions(
  { id, name, lastFour, lastUsedAt }: ApiKey,
  onIssued: (issued: IssuedKey) => void,
) {
  const cache = trpc.useUtils();
  const zone = useTimeZone();
  const onError = (error: unknown) => showFailure(readHubError(error).message);
  const rotate = trpc.storefronts.rotateKey.useMutation({
    onSuccess: (issued) => {
      onIssued(issued);
      return cache.storefronts.listKeys.invalidate();
    },
    onError,
  });
  const revoke = trpc.storefronts.revokeKey.useMutation({
    onSuccess: () => {
      showSuccess(`${name} is revoked.`);
      return cache.storefronts.listKeys.invalidate();
    },
    onError,
  });
  return {
    isChanging: rotate.isPending || revoke.isPending,
    rotate: () =>
      confirm({
        title: `Rotate the key ${name} (…${lastFour})?`,
        body: 'You get a new key with the same rights. The old one keeps working for 24 hours, so that nothing stops while you replace it.',
        confirm: 'Rotate',
        onConfirm: () => rotate.mutate({ id }),
      }),
    revoke: () =>
      confirm({
        title: `Revoke the key ${name} (…${lastFour})?`,
        body: `Within a second, the hub refuses everything that still sends it. ${lastUsedAt === null ? 'It was never used.' : `It was last used ${formatTime(lastUsedAt, { zone, time: 'short' })}.`} This cannot be undone.`,
        confirm: 'Revoke',
        isDangerous: true,
        onConfirm: () => revoke.mutate({ id }),
      }),
  };
}
