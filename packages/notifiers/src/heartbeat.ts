import type { EgressPolicy } from './egress.ts';
import { readFailure, sendRequest } from './http-request.ts';
import { beforeAbort } from './sending.ts';

/** Tells an outside monitor that all is well; the monitor alarms when beats stop. */
export interface Heartbeat {
  /** Sends one beat. Returns why it failed, or null. Never rejects. */
  beat(): Promise<string | null>;
}

/** Sends each beat as a GET of the URL, which dead man's switches accept. */
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
