import { VerifyDao } from '@dreamteamhub/db/upkeep';
import type { DrillSite } from './site.ts';

/** What one partner is owed and was paid, in cents, added up from transfers alone. */
export interface Standing {
  pending: number;
  payable: number;
  held: number;
  inPayout: number;
  /** What left, less what came back. */
  paid: number;
}

/**
 * Compares payments with transfers, and transfers with balances, all computed here once more from rows: no payment left
 * twice, no payment is nowhere, and `verify` finds nothing. Returns what is wrong, in words.
 */
export async function auditPayouts(site: DrillSite): Promise<string[]> {
  return site.withDatabase(async ({ db, pool }) => {
    const { rows } = await pool.query<{ problem: string }>(PROBLEMS);
    const { differences } = await new VerifyDao(db).verify();
    return [
      ...rows.map(({ problem }) => problem),
      ...differences.map(
        ({ what, of, day, booked, actual }) =>
          `${what} of ${of} on ${day}: booked ${booked}, actually ${actual}`,
      ),
    ];
  });
}

const PROBLEMS = `
  WITH moved AS (
    SELECT account.id AS account_id, sum(CASE WHEN credit_id = account.id THEN amount ELSE -amount END) AS amount
    FROM ledger_accounts AS account JOIN ledger_transfers ON account.id IN (debit_id, credit_id)
    WHERE account.affiliate_id IS NOT NULL GROUP BY 1),
  item AS (
    SELECT item.id, item.state, item.amount, item.request_id,
           coalesce(sum(transfer.amount) FILTER (WHERE cause = 'pay'), 0) AS paid,
           count(*) FILTER (WHERE cause = 'pay') AS payments,
           coalesce(sum(transfer.amount) FILTER (WHERE cause = 'reserve'), 0) AS reserved,
           coalesce(sum(transfer.amount) FILTER (WHERE cause = 'release'), 0) AS released
    FROM payout_items AS item LEFT JOIN ledger_transfers AS transfer ON transfer.cause_id = 'item ' || item.id
    GROUP BY item.id)
  SELECT 'account ' || account_id || ' has ' || (credits - debits) || ', and its transfers come to ' || coalesce(amount, 0) AS problem
  FROM ledger_balances LEFT JOIN moved USING (account_id) WHERE credits - debits <> coalesce(amount, 0)
  UNION ALL
  SELECT 'item ' || id || ' (' || state || ') of ' || amount || ': reserved ' || reserved || ', released ' || released || ', paid ' || paid
           || ' by ' || payments
  FROM item WHERE (request_id IS NULL AND reserved <> amount) OR payments > 1
    OR CASE state WHEN 'paid' THEN paid <> amount OR released <> 0
                  WHEN 'cancelled' THEN paid <> 0 OR (request_id IS NULL AND released <> amount)
                  ELSE paid <> 0 OR released <> 0 END
  UNION ALL
  SELECT 'a payment of ' || amount || ' has no item: ' || cause_id FROM ledger_transfers
  WHERE cause = 'pay' AND cause_id LIKE 'item %'
    AND NOT EXISTS (SELECT FROM payout_items WHERE 'item ' || payout_items.id = cause_id)
  UNION ALL
  SELECT 'batch ' || batch.id || ' has ' || batch.item_count || ' items of ' || batch.total || ', and there are ' || count(item.id)
           || ' of ' || coalesce(sum(item.amount), 0)
  FROM payout_batches AS batch LEFT JOIN payout_items AS item ON item.batch_id = batch.id
  GROUP BY batch.id HAVING count(item.id) <> batch.item_count OR coalesce(sum(item.amount), 0) <> batch.total`;

/** Returns where partners stand, by id. */
export async function readStandings(site: DrillSite): Promise<Map<number, Standing>> {
  return site.withDatabase(async ({ pool }) => {
    const { rows } = await pool.query<Standing & { id: number }>(`
      SELECT account.affiliate_id AS id, ${['pending', 'payable', 'held', 'in_payout'].map(sumOf).join(', ')},
             coalesce(sum(CASE WHEN other.kind LIKE 'cash.%' THEN -signed END), 0)::float8 AS paid
      FROM (
        SELECT credit_id AS account_id, debit_id AS other_id, round(amount * 100) AS signed FROM ledger_transfers
        UNION ALL
        SELECT debit_id, credit_id, round(-amount * 100) FROM ledger_transfers) AS side
      JOIN ledger_accounts AS account ON account.id = side.account_id
      JOIN ledger_accounts AS other ON other.id = side.other_id
      WHERE account.affiliate_id IS NOT NULL GROUP BY 1`);
    return new Map(rows.map(({ id, ...standing }) => [id, standing]));
  });
}

const sumOf = (kind: string) =>
  `coalesce(sum(signed) FILTER (WHERE account.kind = '${kind}'), 0)::float8 AS "${kind === 'in_payout' ? 'inPayout' : kind}"`;

/** Returns the status of all conversions, by id. */
export async function readStatuses(site: DrillSite): Promise<Map<number, string>> {
  return site.withDatabase(async ({ pool }) => {
    const { rows } = await pool.query<{ id: number; status: string }>(
      'SELECT id, status FROM aff_attributions',
    );
    return new Map(rows.map(({ id, status }) => [id, status]));
  });
}
