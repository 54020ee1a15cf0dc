import type { Database, Page } from '@dreamteamhub/db';
import { RefusedEventDao } from '@dreamteamhub/db/refusals';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';

type Entry = (typeof admin)['refusals']['listRefusedEvents'];
type RefusedEvent = WireOutputs<typeof admin>['refusals']['listRefusedEvents']['items'][number];

/** The sample of refused and uncounted events, as people read it. */
export class RefusedEventService {
  readonly #events: RefusedEventDao;

  constructor(deps: { db: Database }) {
    this.#events = new RefusedEventDao(deps.db);
  }

  /** Returns one page, newest first. Throws `bad_request` for a cursor that the hub did not issue. */
  async list(
    { kind, limit, cursor }: z.output<Entry['input']>,
    { storefrontId }: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<RefusedEvent>> {
    const afterId = readCursor(cursor);
    const page = await this.#events.getRefusedEvents({ kind, limit, afterId, storefrontId });
    return {
      items: page.items.map(({ timestamp, ...event }) => ({ ...event, at: timestamp.toISOString() })),
      nextCursor: page.nextCursor,
    };
  }
}
