import { sql } from 'drizzle-orm';
import type { Check } from './verify-check.ts';

/** The checks of payouts: what is reserved, what left and what came back, beside the ledger, and batches beside their items. */

/** What a person or a provider says that has left of an item, in the end. */
const leftOfItem = sql`
  CASE item.state WHEN 'paid' THEN item.amount + coalesce(mismatch.amount, 0)
                  WHEN 'mismatched' THEN item.amount + coalesce(mismatch.amount, 0)
                  WHEN 'returned' THEN 0
                  -- Given up, and found to have left nevertheless.
                  ELSE coalesce(mismatch.amount, 0) END`;

const mismatchesOfItem = sql`
  LEFT JOIN (SELECT item_id, sum(amount) AS amount FROM payout_mismatches GROUP BY 1) AS mismatch ON mismatch.item_id = item.id`;

/** What transfers add to an account, for each that names what it is about. */
const sides = sql`
  (SELECT debit_id AS account_id, -amount AS change, cause, cause_id FROM ledger_transfers
   UNION ALL
   SELECT credit_id, amount, cause, cause_id FROM ledger_transfers) AS side
  JOIN ledger_accounts AS account ON account.id = side.account_id`;

/** Affiliates and currencies: what is in payout is what open payments and open requests come to. */
export const inPayoutCheck: Check = {
  actual: sql`
    SELECT affiliate_id || '/' || currency AS key, 'all' AS day, 'in_payout' AS what, sum(amount) AS value
    FROM (SELECT affiliate_id, currency, amount FROM payout_items WHERE state IN ('reserved', 'sent')
          UNION ALL
          SELECT affiliate_id, currency, amount FROM payout_requests WHERE state = 'requested') AS open
    GROUP BY 1`,
  booked: sql`
    SELECT affiliate_id || '/' || account.currency AS key, 'all' AS day, 'in_payout' AS what, credits - debits AS value
    FROM ledger_balances JOIN ledger_accounts AS account ON account.id = account_id WHERE account.kind = 'in_payout'`,
  size: sql`SELECT count(*) FROM actual`,
  name: sql`
    (SELECT handle || ', ' || split_part(key, '/', 2) FROM affiliates WHERE id = split_part(key, '/', 1)::integer)`,
};

/** Each way out of each storefront: what left by it, fees apart, is what its payments came to. */
export const cashCheck: Check = {
  actual: sql`
    SELECT batch.storefront_id || '/' || batch.rail || '/' || item.currency AS key, 'all' AS day, 'payout_cash' AS what,
           sum(${leftOfItem}) AS value
    FROM payout_items AS item JOIN payout_batches AS batch ON batch.id = item.batch_id ${mismatchesOfItem}
    GROUP BY 1`,
  booked: sql`
    SELECT storefront_id || '/' || split_part(kind, '.', 2) || '/' || currency AS key, 'all' AS day, 'payout_cash' AS what,
           sum(change) AS value
    FROM ${sides}
    WHERE account.kind LIKE 'cash.%' AND cause_id LIKE 'item %' AND cause <> 'fee' GROUP BY 1`,
  size: sql`SELECT count(*) FROM actual`,
  name: sql`
    (SELECT 'cash.' || split_part(key, '/', 2) || ' of ' || slug || ', ' || split_part(key, '/', 3)
     FROM storefronts WHERE id = split_part(key, '/', 1)::integer)`,
};

/** Each payment by itself: what of it is in payout and what of it left, beside its transfers. */
export const itemsCheck: Check = {
  actual: sql`
    SELECT item.id::text AS key, 'all' AS day, what, value
    FROM payout_items AS item ${mismatchesOfItem},
    LATERAL (VALUES
      -- What was requested is reserved for the request, and is again when the payment is cancelled.
      ('item_in_payout', CASE WHEN item.state IN ('reserved', 'sent') THEN item.amount ELSE 0 END
                         - CASE WHEN item.request_id IS NOT NULL AND item.state <> 'cancelled' THEN item.amount ELSE 0 END),
      ('item_left', ${leftOfItem})) AS place(what, value)`,
  booked: sql`
    SELECT substr(cause_id, 6) AS key, 'all' AS day, what, sum(change) AS value
    FROM ${sides},
    LATERAL (VALUES ('item_in_payout', account.kind = 'in_payout'),
                    ('item_left', account.kind LIKE 'cash.%' AND cause <> 'fee')) AS place(what, is_there)
    WHERE cause_id LIKE 'item %' AND is_there GROUP BY 1, 3`,
  size: sql`SELECT count(*) FROM payout_items`,
  name: sql`
    (SELECT 'payment ' || item.id || ' of ' || handle || ' in batch ' || batch_id
     FROM payout_items AS item JOIN affiliates ON affiliates.id = affiliate_id WHERE item.id::text = key)`,
};

/** Each difference that was decided beside what was posted for it; nothing for the others. */
export const mismatchesCheck: Check = {
  actual: sql`
    SELECT id::text AS key, 'all' AS day, 'mismatch' AS what, amount AS value
    FROM payout_mismatches WHERE decision IS NOT NULL`,
  booked: sql`
    SELECT substr(cause_id, 10) AS key, 'all' AS day, 'mismatch' AS what, sum(change) AS value
    FROM ${sides} WHERE account.kind = 'suspense' AND cause_id LIKE 'mismatch %' GROUP BY 1`,
  size: sql`SELECT count(*) FROM payout_mismatches`,
  name: sql`
    (SELECT 'difference ' || mismatch.id || ' of payment ' || item_id FROM payout_mismatches AS mismatch WHERE mismatch.id::text = key)`,
};

/** Each batch beside its items: their sum, their number, and whether it stands where they say; 1 is yes. */
export const batchesCheck: Check = {
  actual: sql`
    SELECT batch.id AS key, 'all' AS day, what, value
    FROM payout_batches AS batch
    LEFT JOIN (
      SELECT batch_id, sum(amount) AS total, count(*) AS items, count(*) FILTER (WHERE state = 'reserved') AS reserved,
             count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'mismatched') AS mismatched,
             count(*) FILTER (WHERE state = 'paid') AS paid, count(*) FILTER (WHERE state = 'cancelled') AS cancelled
      FROM payout_items GROUP BY 1) AS item ON item.batch_id = batch.id,
    LATERAL (VALUES
      ('batch_total', coalesce(item.total, 0)), ('batch_items', coalesce(item.items, 0)),
      ('batch_state', (CASE
        WHEN batch.state IN ('draft', 'approved') THEN item.reserved = item.items
        WHEN batch.state = 'cancelled' THEN item.cancelled = item.items
        WHEN batch.state IN ('submitting', 'unknown') THEN item.sent = item.items
        WHEN batch.state = 'submitted' THEN item.sent + item.mismatched > 0 AND item.reserved + item.cancelled = 0
        WHEN batch.state = 'settled' THEN item.paid = item.items
        ELSE item.paid < item.items AND item.reserved + item.sent + item.mismatched + item.cancelled = 0 END)::integer)
      ) AS place(what, value)`,
  booked: sql`
    SELECT batch.id AS key, 'all' AS day, what, value
    FROM payout_batches AS batch,
    LATERAL (VALUES ('batch_total', batch.total), ('batch_items', batch.item_count), ('batch_state', 1)) AS place(what, value)`,
  size: sql`SELECT count(*) FROM payout_batches`,
  name: sql`'batch ' || key`,
};
