import type { DeliveryOutcome, Notifier } from './notification.ts';

/** Wraps a notifier's `deliver` with the two promises that every notifier makes: no rejection, no send lost at close. */
export function trackSends<Message>(
  deliver: (message: Message) => Promise<DeliveryOutcome>,
): Pick<Notifier<Message>, 'send' | 'close'> {
  const underWay = new Set<Promise<DeliveryOutcome>>();
  let isClosed = false;

  return {
    async send(message) {
      if (isClosed) return { outcome: 'retry', reason: 'the notifier is closed' };
      const attempt = deliver(message).catch(unexpected);
      underWay.add(attempt);
      try {
        return await attempt;
      } finally {
        underWay.delete(attempt);
      }
    },
    async close() {
      isClosed = true;
      await Promise.all(underWay);
    },
  };
}

/** Names only the error's class: its message may quote what we sent. */
function unexpected(error: unknown): DeliveryOutcome {
  return {
    outcome: 'retry',
    reason: `unexpected failure: ${error instanceof Error ? error.name : 'unknown'}`,
  };
}

/** Settles with `work`, or rejects with the signal's reason once it aborts. For work that takes no signal. */
export function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
