import type { Transfer } from '../../hub/trpc.ts';
import { addAmounts } from './amounts.ts';
import { effectOf, signedAmount } from './transfer-words.ts';

/** The transfers of one event, such as of all lines of an order that was refunded; the latest first. */
export type LedgerEvent = readonly [Transfer, ...Transfer[]];

/**
 * Puts transfers of one event together, where its latest stands. `hasMore`: the list goes on, and so may what was booked at
 * the time of its last transfer: it waits for the next page, unless it is all there is.
 */
export function eventsOf(transfers: readonly Transfer[], hasMore: boolean): readonly LedgerEvent[] {
  const events = new Map<string, [Transfer, ...Transfer[]]>();
  for (const transfer of transfers) {
    // Lines of an order may become payable on different days, so the cause alone does not say it.
    const key = JSON.stringify([transfer.postedAt, transfer.cause, transfer.causeId]);
    const event = events.get(key);
    if (event === undefined) events.set(key, [transfer]);
    else event.push(transfer);
  }
  const all = [...events.values()];
  if (!hasMore) return all;
  const end = transfers.at(-1)?.postedAt;
  const whole = all.filter(([{ postedAt }]) => postedAt !== end);
  return whole.length === 0 ? all : whole;
}

/** Whether all of it was booked at once, so that the next page may have more of every event. */
export function areCut(events: readonly LedgerEvent[], hasMore: boolean): boolean {
  return hasMore && new Set(events.map(([{ postedAt }]) => postedAt)).size === 1;
}

/** The transfer that says what an event was: the latest that changed what is owed, else the latest. */
export function mainOf(event: LedgerEvent): Transfer {
  return event.find((transfer) => effectOf(transfer) !== 0) ?? event[0];
}

/**
 * What an event adds to what is owed, with a sign; where it only moved money, how much. Of a payment, which puts money aside
 * and then pays it, only what was paid counts.
 */
export function amountOf(event: LedgerEvent): { amount: string; isMove: boolean } {
  const changes = event.map(signedAmount).filter((amount) => amount !== null);
  const isMove = changes.length === 0;
  return { amount: (isMove ? event.map(({ amount }) => amount) : changes).reduce(addAmounts), isMove };
}

/** What the parts of an event are called: the lines of an order, or else the steps it took. */
export function partsOf(event: LedgerEvent): string {
  const lines = new Set(event.map(({ position }) => position ?? 0));
  return lines.size === event.length ? `${event.length} lines` : `${event.length} transfers`;
}
