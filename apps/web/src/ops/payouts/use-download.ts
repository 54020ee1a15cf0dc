import { useCallback } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';
import { showFailure } from '../../ui/toasts.ts';

/**
 * Fetches the file of a batch. A browser says nothing of a download that was refused, so that the hub is asked first:
 * whoever is no longer signed in can sign in again.
 */
export function useBatchFile(): (id: number) => Promise<void> {
  const { client } = trpc.useUtils();
  return useCallback(
    async (id) => {
      try {
        const { file } = await client.payouts.getBatch.query({ id, withItems: false });
        if (file === null) {
          return showFailure('This payout has no file.', { title: 'The file was not downloaded' });
        }
        const link = document.createElement('a');
        link.href = `/api/payouts/batches/${id}/file`;
        link.download = file.name;
        link.click();
      } catch (error) {
        showFailure(readHubError(error).message, { title: 'The file was not downloaded' });
      }
    },
    [client],
  );
}
