import { type SQL, sql } from 'drizzle-orm';
import { keysOf } from '../core/columns.ts';
import type { Executor } from '../database.ts';
import {
  type EventPlace,
  type EventPlaces,
  type EventSource,
  mergeSources,
  type ReadSource,
} from './event-places.ts';
import { type NamedBy, SOURCES, type SourceSql } from './event-sources.ts';

/** An event as it came in, and what became of it. */
export interface InspectedEvent extends EventPlace {
  source: EventSource;
  mode: 'live' | 'test';
  kind: 'click' | 'claim' | 'order' | 'refund' | 'link' | 'stock';
  outcome: 'counted' | 'not_counted' | 'refused';
  /** An error's code, or the hub's word for why; null: nothing to explain. */
  reason: string | null;
  /** Of a refusal: the error's message. */
  message: string | null;
  /** What it is of: an order's id, a click's, a handle, a SKU. */
  subject: string | null;
  body: Record<string, unknown>;
  result: Record<string, unknown> | null;
  storefrontId: number | null;
  /** Slug. */
  storefront: string | null;
  affiliateId: number | null;
  affiliateHandle: string | null;
  affiliateName: string | null;
  door: 'api' | 'pixel' | 'link' | 'server' | null;
  keyId: number | null;
  keyHint: string | null;
  keyName: string | null;
  keyKind: 'publishable' | 'secret' | null;
  isTestKey: boolean | null;
  keyLastFour: string | null;
  origin: string | null;
}

export interface EventFilter {
  /** Null: of all storefronts, and of callers who did not prove whose they are. */
  storefrontId: number | null;
  kinds?: readonly string[] | undefined;
  outcome?: string | undefined;
  door?: string | undefined;
  mode?: 'live' | 'test' | undefined;
  /** An order id, a handle, a pixel id, the id of a click, or a SKU. */
  text?: string | undefined;
  /** Not before this time. */
  from?: Date | undefined;
}

/** Rows of each table that a page looks at: what matches may be further back, and the next page goes on there. */
const PAGE_WINDOW = 10_000;
/** The same for what is new. */
const NEWS_WINDOW = 20_000;

/** Which rows of a source are looked at. */
type Range = { before: EventPlace | undefined } | { since: EventPlace };

/**
 * Reads events of all tables that have some, newest first. By primary keys backwards, or by an index that finds what is
 * asked for: what a read costs depends on the rows it looks at, not on those that are stored.
 */
export class InspectorDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page. `until`: how far it looked back, in microseconds since 1970; null: to the first event. */
  async getEvents(
    filter: EventFilter,
    request: { before: EventPlaces; limit: number },
  ): Promise<{ items: InspectedEvent[]; next: EventPlaces | null; until: number | null }> {
    const named = await this.#resolve(filter.text);
    const reads = sourcesOf(filter).map((source) => ({
      source,
      ...readOf(source, { filter, named, range: { before: request.before[source.source] } }),
    }));
    const rows = await this.#rows(reads, request.limit + 1);
    const ends = await this.#ends(reads.filter(({ source }) => !isFull(rows, source, request.limit)));
    const from = filter.from === undefined ? 0 : filter.from.getTime() * 1000;
    const read = reads.map(({ source: { source } }): ReadSource<InspectedEvent> => {
      const own = rows.get(source) ?? [];
      const last = own.length > request.limit ? own.at(-1) : ends.get(source);
      return { source, rows: own, end: last === undefined || last.micros < from ? null : last };
    });
    const {
      rows: items,
      next,
      until,
    } = mergeSources(read, {
      from: request.before,
      limit: request.limit,
      // Whoever looks for a name wants what an index finds by it, however much else there is to look through.
      isLoose: named !== null,
    });
    return { items, next, until };
  }

  /**
   * Returns the newest events after these places, at most `limit`, and how many there are: `isMore` says that there were
   * too many to count. `head`: of {@link getHead}; sources that have nothing newer are not read.
   */
  async getNews(
    filter: EventFilter,
    { since, head, limit }: { since: EventPlaces; head: EventPlaces; limit: number },
  ): Promise<{ items: InspectedEvent[]; count: number; isMore: boolean }> {
    const fresh = sourcesOf(filter).filter(
      ({ source }) => (head[source]?.id ?? 0) > (since[source]?.id ?? 0),
    );
    if (fresh.length === 0) return { items: [], count: 0, isMore: false };
    const named = await this.#resolve(filter.text);
    const reads = fresh.map((source) => ({
      source,
      ...readOf(source, { filter, named, range: { since: since[source.source] ?? { id: 0, micros: 0 } } }),
    }));
    const rows = await this.#rows(reads, limit + 1);
    const sources = reads.map(({ source: { source } }) => ({
      source,
      rows: rows.get(source) ?? [],
      end: null,
    }));
    const merged = mergeSources(sources, { from: {}, limit, isLoose: false });
    const crowded = reads.filter(({ source }) => isFull(rows, source, limit));
    if (crowded.length === 0) {
      return {
        items: merged.rows,
        count: sources.reduce((sum, one) => sum + one.rows.length, 0),
        isMore: false,
      };
    }
    const { rows: counts } = await this.#db.execute<{ total: number }>(
      sql.join(
        reads.map(({ from }) => sql`SELECT count(*)::integer AS total ${from}`),
        sql` UNION ALL `,
      ),
    );
    return {
      items: merged.rows,
      count: counts.reduce((sum, { total }) => sum + total, 0),
      isMore: counts.some(({ total }) => total >= NEWS_WINDOW),
    };
  }

  /** Returns the newest place of each source: what comes later is new. */
  async getHead(): Promise<EventPlaces> {
    const { rows } = await this.#db.execute<{ source: EventSource; id: string; micros: string }>(
      sql.join(
        SOURCES.map(
          ({ source, table, at }) => sql`
            (SELECT ${source}::text AS source, id, ${micros(sql.identifier(at))} AS micros
             FROM ${sql.identifier(table)} ORDER BY id DESC LIMIT 1)`,
        ),
        sql` UNION ALL `,
      ),
    );
    return Object.fromEntries(
      rows.map(({ source, id, micros: at }) => [source, { id: Number(id), micros: Number(at) }]),
    );
  }

  /** Returns one event; null when there is none, or it is another storefront's. */
  async getEvent(
    source: EventSource,
    id: number,
    storefrontId: number | null,
  ): Promise<InspectedEvent | null> {
    const found = SOURCES.filter((one) => one.source === source).map((one) => ({
      source: one,
      from: sql`FROM (SELECT * FROM ${sql.identifier(one.table)} WHERE id = ${id}::bigint) AS own ${one.joins}
        WHERE ${all([one.only, ofStorefront(storefrontId)])}`,
    }));
    const rows = await this.#rows(found, 1);
    return rows.get(source)?.[0] ?? null;
  }

  async #rows(
    reads: readonly { source: SourceSql; from: SQL; order?: SQL }[],
    limit: number,
  ): Promise<Map<EventSource, InspectedEvent[]>> {
    if (reads.length === 0) return new Map();
    const parts = reads.map(
      ({ source, from, order }) => sql`
        (SELECT ${source.source}::text AS source, ${source.mode}::text AS mode, ${source.kind}::text AS kind,
                own.id::bigint AS id, ${micros(sql`own.${sql.identifier(source.at)}`)} AS micros,
                ${source.outcome}::text AS outcome, ${source.columns}
         ${from} ORDER BY ${order ?? sql`own.id DESC`} LIMIT ${limit})`,
    );
    const { rows } = await this.#db.execute<Record<string, unknown>>(sql`
      SELECT event.source, event.mode, event.kind, event.id, event.micros, event.outcome, event.reason, event.message,
             event.subject, event.body, event.result, event.door, event.origin,
             event.storefront_id AS "storefrontId", event.affiliate_id AS "affiliateId", event.key_id AS "keyId",
             event.key_hint AS "keyHint", storefronts.slug AS storefront, affiliates.handle AS "affiliateHandle",
             affiliates.name AS "affiliateName", api_keys.name AS "keyName", api_keys.kind AS "keyKind",
             api_keys.is_test AS "isTestKey", api_keys.last_four AS "keyLastFour"
      FROM (${sql.join(parts, sql` UNION ALL `)}) AS event
      LEFT JOIN storefronts ON storefronts.id = event.storefront_id
      LEFT JOIN affiliates ON affiliates.id = event.affiliate_id
      LEFT JOIN api_keys ON api_keys.id = event.key_id`);
    const found = new Map<EventSource, InspectedEvent[]>();
    for (const row of rows) {
      // Its columns are those of the statement above.
      const event = { ...row, id: Number(row.id), micros: Number(row.micros) } as unknown as InspectedEvent;
      found.set(event.source, [...(found.get(event.source) ?? []), event]);
    }
    // As places are: by their ids.
    for (const own of found.values()) own.sort((a, b) => b.id - a.id);
    return found;
  }

  /** Returns the oldest row that each read looked at, of those that left some out. */
  async #ends(reads: readonly { source: SourceSql; base: SQL }[]): Promise<Map<EventSource, EventPlace>> {
    if (reads.length === 0) return new Map();
    const { rows } = await this.#db.execute<{ source: EventSource; id: string; micros: string }>(
      sql.join(
        reads.map(
          ({ source: { source, at }, base }) => sql`
            (SELECT ${source}::text AS source, id, ${micros(sql.identifier(at))} AS micros
             FROM (${base}) AS own OFFSET ${PAGE_WINDOW - 1} LIMIT 1)`,
        ),
        sql` UNION ALL `,
      ),
    );
    return new Map(
      rows.map(({ source, id, micros: at }) => [source, { id: Number(id), micros: Number(at) }]),
    );
  }

  async #resolve(text: string | undefined): Promise<NamedBy | null> {
    if (text === undefined) return null;
    const { rows } = await this.#db.execute<{ key: string; ids: number[]; pixels: string[] }>(sql`
      SELECT hub_canonical_text(${text}::text) AS key,
             coalesce(array_agg(id) FILTER (WHERE id IS NOT NULL), '{}') AS ids,
             coalesce(array_agg(pixel_id::text) FILTER (WHERE id IS NOT NULL), '{}') AS pixels
      FROM (SELECT 1) AS one
      LEFT JOIN affiliates ON handle_key IN ${keysOf(sql`${text}::text`, 'hub_canonical_handle')} OR pixel_id = ${text}`);
    const [row] = rows;
    const id = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
    const key = row?.key ?? text;
    const keys = [key, key.toUpperCase(), key.toLowerCase()];
    return { text, keys, id, affiliateIds: row?.ids ?? [], pixelIds: row?.pixels ?? [] };
  }
}

const micros = (column: SQL | ReturnType<typeof sql.identifier>): SQL =>
  sql`(extract(epoch FROM ${column}) * 1000000)::bigint`;

/** The sources that may hold what a filter asks for. */
function sourcesOf({ kinds, outcome, mode }: EventFilter): SourceSql[] {
  return SOURCES.filter(({ source, mode: own }) => {
    if (mode !== undefined && mode !== own) return false;
    if (source === 'refused' || source === 'test') {
      return source === 'test' || outcome === undefined || outcome === 'refused';
    }
    return outcome !== 'refused' && (kinds === undefined || kinds.includes(source));
  });
}

/** Returns the rows that a read looks at, `base`, and those of them that match, in which order. */
function readOf(
  source: SourceSql,
  { filter, named, range }: { filter: EventFilter; named: NamedBy | null; range: Range },
): { base: SQL; from: SQL; order: SQL } {
  const before = 'before' in range ? range.before : undefined;
  const found = named === null ? null : source.find(named, before);
  const bound =
    'since' in range
      ? sql`id > ${range.since.id}::bigint`
      : before === undefined
        ? undefined
        : sql`id < ${before.id}::bigint`;
  const order = found?.order ?? sql`id DESC`;
  const { storefrontId } = filter;
  const ofOwn =
    storefrontId === null || source.isIndexedByStorefront !== true
      ? undefined
      : sql`storefront_id = ${storefrontId}::integer`;
  const window = 'since' in range ? NEWS_WINDOW : PAGE_WINDOW;
  const base = sql`SELECT * FROM ${sql.identifier(source.table)} WHERE ${all([bound, found?.where, ofOwn])}
    ORDER BY ${order} LIMIT ${sql.raw(String(window))}`;
  const { kinds, outcome, door, from } = filter;
  const conditions = all([
    source.only,
    ofStorefront(filter.storefrontId),
    named === null ? undefined : source.matches(named),
    kinds === undefined ? undefined : sql`${source.kind} = ANY (${sql.param([...kinds])}::text[])`,
    outcome === undefined ? undefined : sql`${source.outcome} = ${outcome}`,
    door === undefined ? undefined : sql`${source.door} = ${door}`,
    from === undefined
      ? undefined
      : sql`own.${sql.identifier(source.at)} >= ${from.toISOString()}::timestamptz`,
  ]);
  return {
    base,
    from: sql`FROM (${base}) AS own ${source.joins} WHERE ${conditions}`,
    order:
      found?.order === undefined ? sql`own.id DESC` : sql`own.${sql.identifier(source.at)} DESC, own.id DESC`,
  };
}

function ofStorefront(id: number | null): SQL | undefined {
  return id === null ? undefined : sql`own.storefront_id = ${id}::integer`;
}

function all(conditions: readonly (SQL | undefined)[]): SQL {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 0 ? sql`true` : sql.join(given, sql` AND `);
}

/** Whether a source had more than fit a page. */
function isFull(
  rows: ReadonlyMap<EventSource, readonly InspectedEvent[]>,
  { source }: SourceSql,
  limit: number,
): boolean {
  return (rows.get(source)?.length ?? 0) > limit;
}
