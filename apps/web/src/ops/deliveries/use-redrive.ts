import { readHubError } from '../../hub/hub-error.ts';
import { type Delivery, trpc } from '../../hub/trpc.ts';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** Sends given-up messages again. */
export function useRedrive(onDone?: () => void) {
  const cache = trpc.useUtils();
  const mutation = trpc.alerts.redriveDeliveries.useMutation({
    onSuccess: ({ redriven }) => {
      showSuccess(
        redriven === 0
          ? 'Nothing to send again: no message is given up, or its channel is not set up.'
          : `${redriven} ${redriven === 1 ? 'message is' : 'messages are'} on the way again.`,
      );
      onDone?.();
    },
    onError: (error) => showFailure(readHubError(error).message),
    onSettled: () => {
      void cache.ops.getAlerting.invalidate();
      return cache.alerts.invalidate();
    },
  });
  return {
    isRunning: mutation.isPending,
    redrive: (which: { ids: string[] } | { channel: Delivery['channel'] }) => mutation.mutate(which),
  };
}
