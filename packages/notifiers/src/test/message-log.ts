/** Received messages with a way to wait for them that needs no sleeping. */
export interface MessageLog<T> {
  readonly messages: readonly T[];
  add(message: T): void;
  /** Resolves with the messages once there are at least `count`; rejects after `timeoutMs`. */
  waitForMessages(count: number, timeoutMs?: number): Promise<readonly T[]>;
}

export function createMessageLog<T>(): MessageLog<T> {
  const messages: T[] = [];
  const waiters = new Set<() => void>();
  return {
    messages,
    add(message) {
      messages.push(message);
      for (const wake of waiters) wake();
    },
    waitForMessages(count, timeoutMs = 5_000) {
      return new Promise((resolve, reject) => {
        const check = () => {
          if (messages.length < count) return;
          clearTimeout(timer);
          waiters.delete(check);
          resolve(messages);
        };
        const timer = setTimeout(() => {
          waiters.delete(check);
          reject(new Error(`waited ${timeoutMs} ms for ${count} messages, got ${messages.length}`));
        }, timeoutMs);
        waiters.add(check);
        check();
      });
    },
  };
}
