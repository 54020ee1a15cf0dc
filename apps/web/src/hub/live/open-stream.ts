import type { AdminRouter } from '@dreamteamhub/sdk/admin';
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import type { StreamEvents, StreamRequest } from './live-connection.ts';

// Loaded when the first page that watches something is shown: no other needs the link.
const client = createTRPCClient<AdminRouter>({ links: [httpSubscriptionLink({ url: '/trpc/admin' })] });

/**
 * Opens a stream of changes, and takes whatever goes wrong with it for its end. The browser would come back after three
 * seconds, all pages together, and not at all after an answer that is no stream.
 */
export function openStream(input: StreamRequest, { onStarted, onMessage, onEnd }: StreamEvents): () => void {
  const subscription = client.live.watch.subscribe(input, {
    onStarted,
    onData: ({ id, data }) => onMessage(id, data),
    onError: onEnd,
    onComplete: onEnd,
    onConnectionStateChange: ({ state, error }) => {
      if (state === 'connecting' && error !== null) onEnd();
    },
  });
  return () => subscription.unsubscribe();
}
