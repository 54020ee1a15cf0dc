DROP FUNCTION hub_await_transfers;
DROP FUNCTION hub_lock_payables;
CREATE OR REPLACE FUNCTION hub_post_transfers(postings jsonb) RETURNS integer
LANGUAGE plpgsql
-- The hub's own role may not write balances or transfers itself; this function of the owner's does it.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  debit_ids bigint[];
  credit_ids bigint[];
  is_complete boolean;
  posted integer;
  now_locked timestamptz;
BEGIN
  -- The second time only where accounts lacked: somebody else may be making the same ones.
  FOR attempt IN 1..2 LOOP
    SELECT array_agg(side.account_id ORDER BY side.place) FILTER (WHERE NOT side.is_credit),
           array_agg(side.account_id ORDER BY side.place) FILTER (WHERE side.is_credit),
           count(side.account_id) = count(*)
    INTO debit_ids, credit_ids, is_complete
    FROM hub_posting_sides(postings) AS side;
    EXIT WHEN is_complete;
    INSERT INTO ledger_accounts (storefront_id, affiliate_id, kind, currency)
    SELECT DISTINCT side.storefront, side.affiliate, side.kind, side.currency
    FROM hub_posting_sides(postings) AS side WHERE side.account_id IS NULL
    ORDER BY 1, 2, 4, 3
    ON CONFLICT DO NOTHING;
    INSERT INTO ledger_balances (account_id, storefront_id, kind, currency)
    SELECT DISTINCT side.account_id, side.storefront, side.kind, side.currency
    FROM hub_posting_sides(postings) AS side WHERE side.affiliate IS NOT NULL
    ORDER BY 1
    ON CONFLICT DO NOTHING;
  END LOOP;

  PERFORM FROM ledger_balances WHERE account_id = ANY (debit_ids || credit_ids) ORDER BY account_id FOR NO KEY UPDATE;
  -- Not before the locks: transfers of an account have the order of their times.
  now_locked := clock_timestamp();

  WITH posting AS (
    SELECT posting.*, debit_ids[place] AS debit_id, credit_ids[place] AS credit_id
    FROM ROWS FROM (jsonb_to_recordset(postings) AS (
      currency text, amount numeric, cause text, cause_id text, leg smallint, attribution integer, position smallint,
      at timestamptz, reason text, actor text)) WITH ORDINALITY
      AS posting (currency, amount, cause, cause_id, leg, attribution, position, at, reason, actor, place)),
  sides AS (
    SELECT place, is_credit, side.account_id, amount,
           -- None of a shared account, which has no balance.
           (SELECT seq FROM ledger_balances AS balance WHERE balance.account_id = side.account_id)
             + row_number() OVER (PARTITION BY side.account_id ORDER BY place, is_credit) AS seq
    FROM posting CROSS JOIN LATERAL (VALUES (false, debit_id), (true, credit_id)) AS side (is_credit, account_id)),
  numbered AS (
    SELECT place, max(seq) FILTER (WHERE NOT is_credit) AS debit_seq, max(seq) FILTER (WHERE is_credit) AS credit_seq
    FROM sides GROUP BY place),
  inserted AS (
    INSERT INTO ledger_transfers (debit_id, credit_id, currency, amount, cause, cause_id, leg, attribution_id, position,
                                  event_at, posted_at, debit_seq, credit_seq, reason, actor)
    SELECT debit_id, credit_id, currency, amount, cause, cause_id, leg, attribution, position, coalesce(at, now_locked), now_locked,
           debit_seq, credit_seq, reason, actor
    FROM posting JOIN numbered USING (place) ORDER BY place
    RETURNING 1),
  added AS (
    SELECT account_id, coalesce(sum(amount) FILTER (WHERE NOT is_credit), 0) AS debits,
           coalesce(sum(amount) FILTER (WHERE is_credit), 0) AS credits, max(seq) AS seq
    FROM sides WHERE seq IS NOT NULL GROUP BY account_id),
  balanced AS (
    UPDATE ledger_balances AS balance
    SET debits = balance.debits + added.debits, credits = balance.credits + added.credits, seq = added.seq
    -- Named once more, so that the balances are looked up and not all read.
    FROM added WHERE balance.account_id = added.account_id AND balance.account_id = ANY (debit_ids || credit_ids))
  SELECT count(*) INTO posted FROM inserted;
  RETURN posted;
END;
$$;
DROP TABLE payout_statements, payout_periods, payout_mismatches, payout_events, payout_conversions, payout_items, payout_requests, payout_batches, payout_settings, payout_details;
-- Money that moved stays in the books, under the names that there were: all cash is cash.manual, a fee is an adjustment.
ALTER TABLE ledger_transfers DISABLE TRIGGER ledger_transfers_append_only;
ALTER TABLE ledger_accounts DISABLE TRIGGER ledger_accounts_append_only;
INSERT INTO ledger_accounts (storefront_id, kind, currency)
SELECT DISTINCT storefront_id, CASE WHEN kind = 'expense.payout_fee' THEN 'adjustment' ELSE 'cash.manual' END, currency
FROM ledger_accounts WHERE kind IN ('cash.csv', 'cash.sepa', 'cash.paypal', 'expense.payout_fee')
ON CONFLICT DO NOTHING;
CREATE TEMP TABLE renamed_accounts AS
SELECT account.id AS old_id, successor.id AS new_id
FROM ledger_accounts AS account JOIN ledger_accounts AS successor
  ON successor.storefront_id = account.storefront_id AND successor.currency = account.currency
    AND successor.kind = CASE WHEN account.kind = 'expense.payout_fee' THEN 'adjustment' ELSE 'cash.manual' END
WHERE account.kind IN ('cash.csv', 'cash.sepa', 'cash.paypal', 'expense.payout_fee');
UPDATE ledger_transfers SET debit_id = new_id FROM renamed_accounts WHERE debit_id = old_id;
UPDATE ledger_transfers SET credit_id = new_id FROM renamed_accounts WHERE credit_id = old_id;
DELETE FROM ledger_accounts USING renamed_accounts WHERE id = old_id;
DROP TABLE renamed_accounts;
UPDATE ledger_transfers SET cause = 'pay', cause_id = cause || ' ' || cause_id
WHERE cause IN ('reserve', 'release', 'return', 'fee', 'mismatch');
ALTER TABLE ledger_transfers ENABLE TRIGGER ledger_transfers_append_only;
ALTER TABLE ledger_accounts ENABLE TRIGGER ledger_accounts_append_only;
ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_kind_check;
ALTER TABLE ledger_accounts ADD CONSTRAINT ledger_accounts_kind_check CHECK (kind IN ('pending', 'payable', 'held', 'in_payout', 'expense.commission', 'expense.bad_debt', 'adjustment', 'suspense', 'cash.manual'));
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_cause_check;
ALTER TABLE ledger_transfers ADD CONSTRAINT ledger_transfers_cause_check CHECK (cause IN ('accrue', 'mature', 'refund', 'void', 'dispute', 'pay', 'adjust', 'migrate'));
