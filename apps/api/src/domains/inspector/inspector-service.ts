import type { Database } from '@dreamteamhub/db';
import { type EventFilter, type InspectedEvent, InspectorDao } from '@dreamteamhub/db/inspector';
import { type admin, canonicalText, type WireInputs, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { readEventId, readPlaces, writePlaces } from './event-cursor.ts';
import { explain } from './rules.ts';

type Asked = Exclude<WireInputs<typeof admin>['inspector']['listEvents'], void> & { limit: number };
type Listed = WireOutputs<typeof admin>['inspector']['listEvents'];
type Event = WireOutputs<typeof admin>['inspector']['getEvent'];
type By = Pick<Caller, 'storefrontId'>;

const MINUTE_MILLISECONDS = 60_000;

/** Shows what storefronts sent, what became of it, and why. A storefront's key sees its own only. */
export class InspectorService {
  readonly #db: Database;
  readonly #now: () => Date;

  constructor(deps: { db: Database; now: () => Date }) {
    this.#db = deps.db;
    this.#now = deps.now;
  }

  /** Returns one page, or what is new. Throws `bad_request` for an unknown storefront, or a place the hub did not issue. */
  async list(input: Asked, by: By): Promise<Listed> {
    const { cursor, since, limit } = input;
    if (cursor !== undefined && since !== undefined) {
      throw badField('since', 'and cursor lead in two directions: send one of them');
    }
    const events = new InspectorDao(this.#db);
    const filter = await this.#filterOf(input, by);
    // Before the events are read: one that comes in between is news.
    const newest = await events.getHead();
    const head = writePlaces(newest);
    if (since !== undefined) {
      const places = { since: readPlaces('since', since), head: newest };
      const news = await events.getNews(filter, { ...places, limit });
      const arrived = { count: news.count, isMore: news.isMore };
      return { items: news.items.map(toEvent), nextCursor: null, lookedBackTo: null, arrived, head };
    }
    const before = cursor === undefined ? {} : readPlaces('cursor', cursor);
    const page = await events.getEvents(filter, { before, limit });
    return {
      items: page.items.map(toEvent),
      nextCursor: page.next === null ? null : writePlaces(page.next),
      lookedBackTo: page.until === null ? null : instantOf(page.until),
      arrived: null,
      head,
    };
  }

  /** Returns an event. Throws `not_found` for one that does not exist, or is not of the caller's storefront. */
  async get(id: string, by: By): Promise<Event> {
    const read = readEventId(id);
    const event =
      read === null
        ? null
        : await new InspectorDao(this.#db).getEvent(read.source, read.number, by.storefrontId);
    if (event === null) throw new AppError('not_found', `there is no event "${id}", or not any more`);
    return toEvent(event);
  }

  async #filterOf(input: Asked, by: By): Promise<EventFilter> {
    const { kind, outcome, door, mode, storefront, minutes } = input;
    const text = canonicalText(input.text ?? '');
    return {
      storefrontId:
        storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id,
      kinds: kind === undefined ? undefined : [kind],
      outcome,
      door,
      mode,
      text: text === '' ? undefined : text,
      from:
        minutes === undefined ? undefined : new Date(this.#now().getTime() - minutes * MINUTE_MILLISECONDS),
    };
  }
}

function toEvent(event: InspectedEvent): Event {
  const { source, id, micros, mode, kind, outcome, reason, storefront, subject, origin, body, result } =
    event;
  return {
    id: `${source}-${id}`,
    at: instantOf(micros),
    ...{ mode, kind, outcome, reason },
    ...explain(event),
    storefront,
    affiliate: affiliateOf(event),
    subject,
    door: event.door,
    key: keyOf(event),
    ...{ origin, body, result },
  };
}

function affiliateOf({ affiliateId, affiliateHandle, affiliateName }: InspectedEvent): Event['affiliate'] {
  return affiliateId === null || affiliateHandle === null
    ? null
    : { id: affiliateId, handle: affiliateHandle, name: affiliateName ?? affiliateHandle };
}

function keyOf({ keyId, keyName, keyKind, isTestKey, keyLastFour, keyHint }: InspectedEvent): Event['key'] {
  if (keyId !== null && keyKind !== null) {
    const isTest = isTestKey === true;
    const prefix = `${keyKind === 'secret' ? 'sk' : 'pk'}_${isTest ? 'test_' : ''}`;
    return { id: keyId, name: keyName, hint: `${prefix}…${keyLastFour ?? ''}`, isTest };
  }
  if (keyHint === null) return null;
  return { id: null, name: null, hint: keyHint, isTest: keyHint.includes('_test_') };
}

function instantOf(micros: number): string {
  return new Date(Math.floor(micros / 1000)).toISOString();
}
