import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { knownPlaces } from './tables.ts';

/** Where a sign-in comes from. */
export interface Place {
  /** SHA-256 of each device token that the browser sent; it may be that of several people. */
  deviceHashes: readonly string[];
  /** /24 or /48; null for an address that cannot be read. */
  network: string | null;
}

/** Where a person signed in before, out of a {@link Place}. */
export interface KnownPlace {
  deviceHash: string | null;
  network: string | null;
}

/** Places of a person that are kept, of each kind. */
const MOST = 20;

/** Devices and networks that people signed in with. */
export class KnownPlaceDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns what a person is known by at a place: their id or, in any spelling of a sign-in form, their address. */
  async find(
    who: { userId: string } | { email: string },
    { deviceHashes, network }: Place,
    days: { device: number; network: number },
  ): Promise<KnownPlace> {
    const places = [...deviceHashes, ...(network === null ? [] : [network])];
    // One query for whoever it is: how long it takes tells nothing about who is on the team.
    const { rows } = await this.#db.execute<{ kind: 'device' | 'network'; place: string }>(sql`
      SELECT kind, place FROM known_places JOIN auth_users ON auth_users.id = user_id
      WHERE ${'userId' in who ? sql`user_id = ${who.userId}` : sql`email = ${who.email}`} AND removed_at IS NULL
        AND place = ANY (${sql.param(places)}::text[])
        AND last_sign_in_at > now() - make_interval(days =>
          CASE kind WHEN 'device' THEN ${days.device}::integer ELSE ${days.network}::integer END)`);
    const device = rows.find(({ kind, place }) => kind === 'device' && deviceHashes.includes(place));
    const isNetworkKnown = rows.some(({ kind, place }) => kind === 'network' && place === network);
    return { deviceHash: device?.place ?? null, network: isNetworkKnown ? network : null };
  }

  /** Remembers where a person signed in; of each kind the latest stay. */
  async remember(
    userId: string,
    places: readonly { kind: 'device' | 'network'; place: string }[],
  ): Promise<void> {
    if (places.length === 0) return;
    await this.#db
      .insert(knownPlaces)
      .values(places.map((place) => ({ userId, ...place })))
      .onConflictDoUpdate({
        target: [knownPlaces.userId, knownPlaces.kind, knownPlaces.place],
        set: { lastSignInAt: sql`now()` },
      });
    await this.#db.execute(sql`
      DELETE FROM known_places WHERE user_id = ${userId} AND (kind, place) IN (
        SELECT kind, place FROM (
          SELECT kind, place, row_number() OVER (PARTITION BY kind ORDER BY last_sign_in_at DESC) AS nth
          FROM known_places WHERE user_id = ${userId}) AS ranked
        WHERE nth > ${MOST})`);
  }

  async forget(userId: string): Promise<void> {
    await this.#db.delete(knownPlaces).where(eq(knownPlaces.userId, userId));
  }

  async deleteOlderThan(days: { device: number; network: number }): Promise<void> {
    for (const kind of ['device', 'network'] as const) {
      await this.#db
        .delete(knownPlaces)
        .where(
          and(
            eq(knownPlaces.kind, kind),
            sql`${knownPlaces.lastSignInAt} < now() - make_interval(days => ${days[kind]}::integer)`,
          ),
        );
    }
  }
}
