import type { EgressPolicy } from './egress.ts';
import { readFailure, sendRequest } from './http-request.ts';
import { beforeAbort } from './sending.ts';

/** Says to somebody outside that all is well; what stays silent for too long is noticed there. */
export interface Heartbeat {
  /** Sends one beat. Returns what was wrong with it, or null; never rejects. */
  beat(): Promise<string | null>;
}

/** A GET of the URL for each beat, as dead man's switches take it. */
export function createHeartbeat(options: {
  url: string;
  egress: EgressPolicy;
  timeoutMs?: number;
}): Heartbeat {
  const { url: target, egress, timeoutMs = 10_000 } = options;
  return {
    async beat() {
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const destination = await beforeAbort(egress.checkUrl(target), deadline);
        const { status } = await sendRequest({ method: 'GET', ...destination, deadline });
        return status >= 200 && status < 300 ? null : `HTTP ${status}`;
      } catch (error) {
        return readFailure(error, deadline).reason;
      }
    },
  };
}
