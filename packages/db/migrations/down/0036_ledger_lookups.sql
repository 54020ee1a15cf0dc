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
  -- Whoever waits by hub_await_transfers waits from here on: a time that is taken below is stored before they look.
  LOCK TABLE ledger_transfers IN ROW EXCLUSIVE MODE;
  -- Not before the locks: transfers of an account have the order of their times. What a clock that was set back calls the
  -- time of a closed period is of the next one.
  now_locked := greatest(clock_timestamp(), (SELECT max(ends_at) FROM payout_periods));

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
