-- Locks an affiliate's balances in a currency until the transaction ends, by ascending account as hub_post_transfers does,
-- and returns what is payable; null before anything was.
CREATE OR REPLACE FUNCTION hub_lock_payable(payee integer, of_currency text) RETURNS numeric
LANGUAGE sql
-- To lock a balance takes the right to write it, which the hub's own role has not.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH locked AS (
    SELECT account.kind, balance.credits - balance.debits AS left_over
    FROM ledger_accounts AS account JOIN ledger_balances AS balance ON balance.account_id = account.id
    WHERE account.affiliate_id = payee AND account.currency = of_currency
    ORDER BY balance.account_id
    FOR NO KEY UPDATE OF balance)
  SELECT max(left_over) FILTER (WHERE kind = 'payable') FROM locked
$$;
