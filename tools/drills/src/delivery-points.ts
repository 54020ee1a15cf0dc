import type { WireWatcher } from './wire-proxy.ts';

/** Moments of a delivery, in their order, at which its worker is killed. */
export const POINTS = [
  'before the attempt is opened',
  'attempt opened, nothing sent',
  'sent, no answer yet',
  'the provider said yes, nothing written',
  'receipt written, not committed',
  'committed, the job not done',
] as const;

export type Point = (typeof POINTS)[number];

/** Where the provider has the message, and we have no commit that says so: it comes again, for it must not be lost. */
export const TWICE_IS_RIGHT: ReadonlySet<Point> = new Set(POINTS.slice(2, 5));

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Recognises the points that show on a worker's connection to the database. `reach` is true where it ends there. */
export function watchDeliveries(reach: (point: Point, deliveryId: string) => boolean): () => WireWatcher {
  return () => {
    let opened: string | undefined;
    let settled: string | undefined;
    return {
      onRequest(message) {
        const id = UUID.exec(message)?.[0];
        if (id !== undefined && message.includes('from "deliveries"') && message.includes('for update')) {
          return reach('before the attempt is opened', id);
        }
        if (message.includes('insert into "delivery_attempts"')) opened = id;
        if (id !== undefined && message.includes('update "delivery_attempts"')) {
          settled = id;
          return reach('the provider said yes, nothing written', id);
        }
        return settled !== undefined && isCommit(message) && reach('receipt written, not committed', settled);
      },
      onAnswer(message) {
        if (!message.includes('COMMIT\0')) return false;
        const [wasOpened, wasSettled] = [opened, settled];
        opened = undefined;
        settled = undefined;
        if (wasSettled !== undefined) return reach('committed, the job not done', wasSettled);
        return wasOpened !== undefined && reach('attempt opened, nothing sent', wasOpened);
      },
    };
  };
}

function isCommit(message: string): boolean {
  return /(?:^Q.{4}|\0)commit\0/is.test(message);
}
