import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { TestEventDao } from '@dreamteamhub/db/test-events';
import type { admin, WireInputs, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';

type Asked = Exclude<WireInputs<typeof admin>['testEvents']['listTestEvents'], void>;
type Listed = WireOutputs<typeof admin>['testEvents']['listTestEvents'];

/** Shows and removes what test keys reported. A storefront's key sees and removes its own only. */
export class TestEventService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /** Returns one page, newest first. Throws `bad_request` for an unknown storefront. */
  async list(
    { storefront, cursor, limit, ...filter }: Asked & { limit: number },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Listed> {
    const page = await new TestEventDao(this.#db).getTestEvents({
      ...filter,
      limit,
      storefrontId: await this.#storefrontId(storefront, by),
      afterId: readCursor(cursor),
    });
    return {
      items: page.items.map(({ timestamp, ...event }) => ({ ...event, at: timestamp.toISOString() })),
      nextCursor: page.nextCursor,
    };
  }

  /** Deletes the events of a storefront, or of all, and notes who did. Throws `bad_request` for an unknown storefront. */
  async remove(input: { storefront?: string | undefined }, by: Caller): Promise<{ removed: number }> {
    const storefrontId = await this.#storefrontId(input.storefront, by);
    return this.#db.transaction(async (tx) => {
      const removed = await new TestEventDao(tx).deleteTestEvents(storefrontId);
      await new AuditDao(tx).record(by, {
        action: 'testEvents.removeTestEvents',
        subject:
          storefrontId === null
            ? { kind: 'hub', id: 'all storefronts' }
            : { kind: 'storefront', id: storefrontId },
        before: { testEvents: removed },
      });
      return { removed };
    });
  }

  /** The same for a test key, which leaves no trace elsewhere. */
  async removeUnnoted(
    input: { storefront?: string | undefined },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<{ removed: number }> {
    const storefrontId = await this.#storefrontId(input.storefront, by);
    return { removed: await new TestEventDao(this.#db).deleteTestEvents(storefrontId) };
  }

  async #storefrontId(slug: string | undefined, by: Pick<Caller, 'storefrontId'>): Promise<number | null> {
    return slug === undefined ? by.storefrontId : (await findStorefront(this.#db, slug, by)).id;
  }
}
