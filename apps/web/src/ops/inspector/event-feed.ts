import type { InspectedEvent } from '../../hub/trpc.ts';

/** More than anybody reads while they arrive; older ones are found by loading the list again. */
export const MOST_LIVE = 200;

/** What arrived since the list was loaded. */
export interface Feed {
  /** Shown above the list, newest first. */
  live: readonly InspectedEvent[];
  /** Kept back for a reader whose rows would move, newest first. */
  waiting: readonly InspectedEvent[];
  /** How many arrived while they were kept back, shown or not. */
  waitingCount: number;
  /** How many arrived that are in none of these, and not in the list that was loaded: between the two, there is a gap. */
  missing: number;
}

export const NO_NEWS: Feed = { live: [], waiting: [], waitingCount: 0, missing: 0 };

/**
 * Takes what the hub says is new, newest first. Answers overlap, so an event comes several times: later ones know more of it, such as
 * the key it came by. `isKnown`: whether the list has an event already. `arrived`: how many arrived since the last answer,
 * also those that did not come along. `isCut`: there are such.
 */
export function receive(
  feed: Feed,
  news: {
    items: readonly InspectedEvent[];
    isKnown: (id: string) => boolean;
    arrived: number;
    isCut: boolean;
    isHeld: boolean;
  },
): Feed {
  const { items, isKnown, arrived, isCut, isHeld } = news;
  const latest = new Map(items.map((event) => [event.id, event]));
  const live = feed.live.map((event) => latest.get(event.id) ?? event);
  const waiting = feed.waiting.map((event) => latest.get(event.id) ?? event);
  const present = new Set([...live, ...waiting].map(({ id }) => id));
  const fresh = items.filter(({ id }) => !present.has(id) && !isKnown(id));
  // An answer that ends with an event that is here already leaves nothing out.
  const oldest = items.at(-1);
  const hasGap = isCut && oldest !== undefined && fresh.includes(oldest);
  const missing = feed.missing + (hasGap ? Math.max(0, arrived - fresh.length) : 0);
  if (!isHeld) return release({ ...feed, live, waiting: [...fresh, ...waiting], missing });
  const kept = newest([...fresh, ...waiting]);
  return {
    live,
    waiting: kept.events,
    waitingCount: feed.waitingCount + (fresh.length === 0 ? 0 : Math.max(fresh.length, arrived)),
    missing: missing + kept.left,
  };
}

/** Where an answer ended: when it was asked for, in milliseconds since 1970, and how many events had arrived by then. */
export interface Head {
  at: number;
  head: string;
  total: number;
}

/**
 * Counts on. An answer tells how many arrived since `since`, which is some heads ago: those in between are counted already.
 */
export function countOn(last: Head, since: Head, count: number): { total: number; arrived: number } {
  const total = Math.max(last.total, since.total + count);
  return { total, arrived: total - last.total };
}

/** Shows what was kept back. */
export function release({ live, waiting, missing }: Feed): Feed {
  const { events, left } = newest([...waiting, ...live]);
  return { live: events, waiting: [], waitingCount: 0, missing: missing + left };
}

/** Puts what arrived on top of the rows that were loaded, each event once and as it was told last. */
export function onTopOf(
  live: readonly InspectedEvent[],
  loaded: readonly InspectedEvent[],
): InspectedEvent[] {
  const shown = new Set(live.map(({ id }) => id));
  return [...live, ...loaded.filter(({ id }) => !shown.has(id))];
}

/** `left`: how many are too old for the list. */
function newest(all: readonly InspectedEvent[]): { events: InspectedEvent[]; left: number } {
  // Of equal times, the order in which they came stays.
  const events = [...all].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, MOST_LIVE);
  return { events, left: all.length - events.length };
}
