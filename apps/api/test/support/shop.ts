import { randomUUID } from 'node:crypto';
import { SCOPES, type Scope } from '@dreamteamhub/sdk/contract';
import { type SQL, sql } from 'drizzle-orm';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { BROWSER, call, SECRET_KEY, type TestHub } from './hub-fixture.ts';

/** Headers of the callers that a storefront has. */
export const asSecret = { authorization: `Bearer ${SECRET_KEY}` };
export const asVisitor = { 'user-agent': BROWSER };

/** Issues a key: a secret one with all scopes unless some are named. */
export async function issueKey(
  hub: TestHub,
  kind: 'publishable' | 'secret',
  options: { storefront?: string; scopes?: readonly Scope[]; isTest?: boolean } = {},
): Promise<{ id: number; key: string }> {
  const { storefront = 'default', scopes = kind === 'secret' ? SCOPES : [], isTest = false } = options;
  const input = { kind, storefront, name: 'shop', scopes, isTest };
  const { key, apiKey } = await hub.deps.services.keys.issue(input, COMMAND_LINE);
  return { id: apiKey.id, key };
}

export interface NewAffiliate {
  id: number;
  handle: string;
  pixelId: string;
}

export async function newAffiliate(
  hub: TestHub,
  handle: string,
  extra: { status?: 'active' | 'paused'; commissionBps?: number } = {},
): Promise<NewAffiliate> {
  const body = { handle, name: handle, ...extra };
  const answer = await call(hub, { method: 'POST', url: '/api/affiliates', body });
  if (answer.status !== 201) throw new Error(`no affiliate: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export function click(hub: TestHub, body: unknown, headers: Record<string, string> = asVisitor) {
  return call(hub, { method: 'POST', url: '/api/affiliates/track/click', body, headers });
}

export function convert(hub: TestHub, body: unknown, headers: Record<string, string> = asSecret) {
  return call(hub, { method: 'POST', url: '/api/affiliates/track/conversion', body, headers });
}

/** Rows of a query, as the database answers them. */
export async function query<Row extends Record<string, unknown>>(
  hub: TestHub,
  statement: SQL,
): Promise<Row[]> {
  const { rows } = await hub.deps.db.execute(statement);
  return rows as Row[];
}

/** The one number that a query answers. */
export async function count(hub: TestHub, from: SQL): Promise<number> {
  const [row] = await query<{ total: number }>(hub, sql`SELECT count(*)::integer AS total ${from}`);
  return row?.total ?? -1;
}

/** Rows in every table of the hub but the samples of events: what a refused request must leave as it was. */
export async function rowCounts(hub: TestHub): Promise<Record<string, number>> {
  const tables = await query<{ name: string }>(
    hub,
    sql`SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND relname NOT IN ('refused_events', 'event_arrivals')
        ORDER BY 1`,
  );
  // One statement: some files ask after each of their tests.
  const parts = tables.map(
    ({ name }) => sql`SELECT ${name}::text AS name, count(*)::integer AS total FROM ${sql.identifier(name)}`,
  );
  const rows = await query<{ name: string; total: number }>(hub, sql.join(parts, sql` UNION ALL `));
  return Object.fromEntries(rows.map(({ name, total }) => [name, total]));
}

/** A version 7 UUID of a time (RFC 9562 §5.7): 48 bits of Unix milliseconds, the version, random bits. */
export function uuidv7(milliseconds: number = Date.now()): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** What an affiliate's days add up to. */
export async function dailyTotals(
  hub: TestHub,
  affiliateId: number,
): Promise<{ conversions: number; revenue: string }> {
  const [row] = await query<{ conversions: number; revenue: string }>(
    hub,
    sql`SELECT coalesce(sum(conversions), 0)::integer AS conversions, coalesce(sum(revenue), 0)::numeric(20,2)::text AS revenue
        FROM aff_daily_rollups WHERE affiliate_id = ${affiliateId}`,
  );
  return row ?? { conversions: -1, revenue: '' };
}
