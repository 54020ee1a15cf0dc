-- Posts transfers, in this order, and adds them to the balances of affiliates' accounts; the only way to do so. Each has
-- storefront, affiliate (null: both accounts are shared), currency, debit, credit (kinds of accounts), amount, cause,
-- cause_id, leg, attribution, position, at, reason, actor. Accounts that lack are made. Returns the number of transfers.
-- Raises unique_violation for one that was posted before, and check_violation for a balance below what its account
-- allows; then nothing is posted. Balances are locked by ascending account: call it last in a transaction, once.
CREATE OR REPLACE FUNCTION hub_post_transfers(postings jsonb) RETURNS integer
LANGUAGE plpgsql
-- The hub's own role may not write balances or transfers itself; this function of the owner's does it.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  posted integer;
  now_locked timestamptz;
BEGIN
  -- Each side of each posting, with the account's owner: a shared account is the storefront's.
  INSERT INTO ledger_accounts (storefront_id, affiliate_id, kind, currency)
  SELECT DISTINCT side.storefront, side.affiliate, side.kind, side.currency
  FROM hub_posting_sides(postings) AS side
  LEFT JOIN ledger_accounts AS account
    ON account.storefront_id = side.storefront AND account.affiliate_id IS NOT DISTINCT FROM side.affiliate
    AND account.currency = side.currency AND account.kind = side.kind
  WHERE account.id IS NULL
  ORDER BY 1, 2, 4, 3
  ON CONFLICT DO NOTHING;

  INSERT INTO ledger_balances (account_id, storefront_id, kind, currency)
  SELECT DISTINCT account.id, account.storefront_id, account.kind, account.currency
  FROM hub_posting_sides(postings) AS side
  JOIN ledger_accounts AS account
    ON account.storefront_id = side.storefront AND account.affiliate_id = side.affiliate
    AND account.currency = side.currency AND account.kind = side.kind
  LEFT JOIN ledger_balances AS balance ON balance.account_id = account.id
  WHERE balance.account_id IS NULL
  ORDER BY 1
  ON CONFLICT DO NOTHING;

  PERFORM FROM ledger_balances
  WHERE account_id IN (
    SELECT account.id FROM hub_posting_sides(postings) AS side
    JOIN ledger_accounts AS account
      ON account.storefront_id = side.storefront AND account.affiliate_id = side.affiliate
      AND account.currency = side.currency AND account.kind = side.kind)
  ORDER BY account_id
  FOR NO KEY UPDATE;
  -- Not before the locks: transfers of an account have the order of their times.
  now_locked := clock_timestamp();

  WITH sides AS (
    SELECT side.*, account.id AS account_id,
           CASE WHEN balance.account_id IS NOT NULL
                THEN balance.seq + row_number() OVER (PARTITION BY account.id ORDER BY side.place, side.is_credit) END AS seq
    FROM hub_posting_sides(postings) AS side
    JOIN ledger_accounts AS account
      ON account.storefront_id = side.storefront AND account.affiliate_id IS NOT DISTINCT FROM side.affiliate
      AND account.currency = side.currency AND account.kind = side.kind
    LEFT JOIN ledger_balances AS balance ON balance.account_id = account.id),
  inserted AS (
    INSERT INTO ledger_transfers (debit_id, credit_id, currency, amount, cause, cause_id, leg, attribution_id, position,
                                  event_at, posted_at, debit_seq, credit_seq, reason, actor)
    SELECT debit.account_id, credit.account_id, posting.currency, posting.amount, posting.cause, posting.cause_id,
           posting.leg, posting.attribution, posting.position, coalesce(posting.at, now_locked), now_locked,
           debit.seq, credit.seq, posting.reason, posting.actor
    FROM ROWS FROM (jsonb_to_recordset(postings) AS (
      currency text, amount numeric, cause text, cause_id text, leg smallint, attribution integer, position smallint,
      at timestamptz, reason text, actor text)) WITH ORDINALITY
      AS posting (currency, amount, cause, cause_id, leg, attribution, position, at, reason, actor, place)
    JOIN sides AS debit ON debit.place = posting.place AND NOT debit.is_credit
    JOIN sides AS credit ON credit.place = posting.place AND credit.is_credit
    ORDER BY posting.place
    RETURNING 1),
  added AS (
    SELECT account_id, coalesce(sum(amount) FILTER (WHERE NOT is_credit), 0) AS debits,
           coalesce(sum(amount) FILTER (WHERE is_credit), 0) AS credits, max(seq) AS seq
    FROM sides WHERE seq IS NOT NULL GROUP BY account_id),
  balanced AS (
    UPDATE ledger_balances AS balance
    SET debits = balance.debits + added.debits, credits = balance.credits + added.credits, seq = added.seq
    FROM added WHERE balance.account_id = added.account_id)
  SELECT count(*) INTO posted FROM inserted;
  RETURN posted;
END;
$$;
