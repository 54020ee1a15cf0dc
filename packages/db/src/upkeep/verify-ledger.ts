import { sql } from 'drizzle-orm';
import type { Check } from './verify-check.ts';

/** The checks of the ledger: balances against transfers, and both against what earned, took or paid the money. */

/** Both sides of every transfer: what it adds to an account, and its number there. */
const sides = sql`
  (SELECT debit_id AS account_id, amount AS debit, 0 AS credit, debit_seq AS seq FROM ledger_transfers
   UNION ALL
   SELECT credit_id, 0, amount, credit_seq FROM ledger_transfers) AS side`;

/** Each affiliate's account by itself: its sums, and the numbers of its transfers, which have no gaps. */
export const balancesCheck: Check = {
  actual: sql`
    SELECT account.id AS key, 'all' AS day, what, value
    FROM (SELECT account_id, sum(debit) AS debits, sum(credit) AS credits, count(DISTINCT seq) AS seqs, count(*) AS transfers
          FROM ${sides} GROUP BY 1) AS sums
    JOIN ledger_accounts AS account ON account.id = account_id AND affiliate_id IS NOT NULL,
    LATERAL (VALUES ('ledger_debits', debits), ('ledger_credits', credits), ('ledger_seq', transfers),
                    ('ledger_numbers', seqs)) AS amount(what, value)`,
  booked: sql`
    SELECT balance.account_id AS key, 'all' AS day, what, value
    FROM ledger_balances AS balance
    LEFT JOIN (SELECT account_id, max(seq) AS last FROM ${sides} GROUP BY 1) AS numbers USING (account_id),
    LATERAL (VALUES ('ledger_debits', debits), ('ledger_credits', credits), ('ledger_seq', balance.seq),
                    ('ledger_numbers', last)) AS amount(what, value)`,
  size: sql`SELECT count(*) FROM ledger_transfers`,
  name: sql`
    (SELECT kind || ' of ' || handle || ', ' || currency
     FROM ledger_accounts AS account JOIN affiliates ON affiliates.id = account.affiliate_id WHERE account.id = key)`,
};

/** Currencies: what all affiliates together are owed is what the storefronts' own accounts gave. */
export const totalsCheck: Check = {
  actual: sql`
    SELECT currency AS key, 'all' AS day, 'ledger_total' AS what, sum(debit - credit) AS value
    FROM ${sides} JOIN ledger_accounts AS account ON account.id = account_id AND affiliate_id IS NULL GROUP BY 1`,
  booked: sql`
    SELECT account.currency AS key, 'all' AS day, 'ledger_total' AS what, sum(credits - debits) AS value
    FROM ledger_balances JOIN ledger_accounts AS account ON account.id = account_id GROUP BY 1`,
  size: sql`SELECT count(*) FROM actual`,
  name: sql`NULL`,
};

/** Each commission by itself: where its columns say that its money is, beside where its transfers brought it. */
export const commissionsCheck: Check = {
  actual: sql`
    SELECT transfer.attribution_id || '/' || transfer.position AS key, 'all' AS day,
           CASE kind WHEN 'expense.commission' THEN 'commission_spent' ELSE 'commission_' || kind END AS what,
           sum(CASE WHEN kind = 'expense.commission' THEN -change ELSE change END) AS value
    FROM ledger_transfers AS transfer,
         LATERAL (VALUES (debit_id, -amount), (credit_id, amount)) AS side(account_id, change)
    JOIN ledger_accounts AS account ON account.id = side.account_id
    WHERE cause IN ('accrue', 'mature', 'refund', 'void', 'dispute')
    GROUP BY 1, 3`,
  booked: sql`
    SELECT attribution_id || '/' || position AS key, 'all' AS day, what, value
    FROM (SELECT *, amount - reversed - held - voided AS rest FROM commissions) AS commission,
         LATERAL (VALUES ('commission_pending', CASE WHEN matured_at IS NULL THEN rest ELSE 0 END),
                         ('commission_payable', CASE WHEN matured_at IS NULL THEN 0 ELSE rest END),
                         ('commission_held', held), ('commission_spent', amount - reversed - voided)) AS place(what, value)`,
  size: sql`SELECT count(*) FROM commissions`,
  name: sql`
    (SELECT 'order ' || order_id || CASE split_part(key, '/', 2) WHEN '0' THEN '' ELSE ', line ' || split_part(key, '/', 2) END
            || ' of ' || handle
     FROM aff_attributions AS attribution JOIN affiliates ON affiliates.id = affiliate_id
     WHERE attribution.id = split_part(key, '/', 1)::integer)`,
};

/** Affiliates and currencies: earned, less what was taken back and paid, with adjustments, is what is owed. */
export const owedCheck: Check = {
  actual: sql`
    SELECT affiliate_id || '/' || currency AS key, 'all' AS day, 'owed' AS what, sum(value) AS value
    FROM (SELECT affiliate_id, currency, amount - reversed - voided AS value FROM commissions
          UNION ALL
          SELECT affiliate_id, currency, amount FROM ledger_adjustments WHERE state = 'approved'
          UNION ALL
          -- Paid: it left and did not come back, or was set aside and turned out to have left, or not.
          SELECT whose.affiliate_id, transfer.currency,
                 CASE WHEN debit.affiliate_id IS NULL THEN transfer.amount ELSE -transfer.amount END
          FROM ledger_transfers AS transfer
          JOIN ledger_accounts AS debit ON debit.id = debit_id JOIN ledger_accounts AS credit ON credit.id = credit_id,
          LATERAL (SELECT coalesce(debit.affiliate_id, credit.affiliate_id) AS affiliate_id) AS whose
          WHERE transfer.cause IN ('pay', 'migrate', 'return', 'mismatch') AND num_nonnulls(debit.affiliate_id, credit.affiliate_id) = 1) AS part
    GROUP BY 1`,
  booked: sql`
    SELECT affiliate_id || '/' || account.currency AS key, 'all' AS day, 'owed' AS what, sum(credits - debits) AS value
    FROM ledger_balances JOIN ledger_accounts AS account ON account.id = account_id GROUP BY 1`,
  size: sql`SELECT count(*) FROM actual`,
  name: sql`
    (SELECT handle || ', ' || split_part(key, '/', 2) FROM affiliates WHERE id = split_part(key, '/', 1)::integer)`,
};

/** Each approved adjustment beside what was posted for it; none of the others. */
export const adjustmentsCheck: Check = {
  actual: sql`
    SELECT cause_id AS key, 'all' AS day, 'adjustment' AS what,
           sum(CASE WHEN credit.affiliate_id IS NULL THEN -amount ELSE amount END) AS value
    FROM ledger_transfers JOIN ledger_accounts AS credit ON credit.id = credit_id WHERE cause = 'adjust' GROUP BY 1`,
  booked: sql`
    SELECT id::text AS key, 'all' AS day, 'adjustment' AS what, amount AS value FROM ledger_adjustments WHERE state = 'approved'`,
  size: sql`SELECT count(*) FROM ledger_adjustments`,
  name: sql`
    (SELECT 'adjustment ' || key || ' of ' || handle
     FROM ledger_adjustments AS adjustment JOIN affiliates ON affiliates.id = affiliate_id WHERE adjustment.id::text = key)`,
};

/**
 * Each conversion whose commissions are booked: its columns beside theirs. Of what it says of itself, 1 is yes: paid where
 * something was paid or nothing is left to pay, void where nothing is owed, approved where all of it is.
 */
export const conversionColumnsCheck: Check = {
  actual: sql`
    SELECT attribution.id AS key, 'all' AS day, what, value, stated
    FROM aff_attributions AS attribution
    JOIN (
      SELECT attribution_id, sum(amount) AS amount, sum(reversed) AS reversed, sum(voided) AS voided,
             sum(amount - reversed - voided) AS owed, bool_and(approved_at IS NOT NULL) AS is_approved,
             sum(greatest(reversed + held + voided - amount, 0)) AS beyond
      FROM commissions GROUP BY 1) AS commission ON attribution_id = attribution.id,
    LATERAL (
      SELECT EXISTS (SELECT FROM ledger_transfers WHERE cause = 'pay' AND cause_id = attribution.id::text)
          OR EXISTS (SELECT FROM payout_conversions JOIN payout_items AS item ON item.id = item_id
                     WHERE payout_conversions.attribution_id = attribution.id AND item.state = 'paid') AS is_paid) AS payment,
    LATERAL (VALUES
      ('conversion_commission', commission, commission.amount),
      -- What was voided cannot be taken back any more, though the conversion says what refunds would have taken.
      ('conversion_reversed', commission_reversed,
       CASE WHEN voided > 0 THEN greatest(reversed, commission_reversed) ELSE reversed END),
      ('commission_beyond', beyond, 0),
      ('conversion_status', 1, (CASE status
        WHEN 'pending' THEN NOT is_paid AND voided = 0 AND NOT (is_approved AND owed > 0)
        WHEN 'approved' THEN is_approved AND NOT is_paid AND voided = 0
        WHEN 'paid' THEN is_approved AND (is_paid OR owed = 0)
        ELSE owed = 0 END)::integer)) AS amount(what, stated, value)
    WHERE stated <> value`,
  booked: sql`SELECT key, day, what, stated AS value FROM actual`,
  size: sql`SELECT count(*) FROM actual`,
  name: sql`
    (SELECT 'order ' || order_id || ' of ' || handle
     FROM aff_attributions AS attribution JOIN affiliates ON affiliates.id = affiliate_id WHERE attribution.id = key)`,
};
