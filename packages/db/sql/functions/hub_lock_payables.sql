-- Locks what is payable to affiliates of a storefront in a currency, and what is in payout, until the transaction ends, by
-- ascending account as hub_post_transfers does. Returns what is payable to each who has something or owes something, and the
-- number of the last transfer of that account. of_affiliates null: of everybody.
CREATE OR REPLACE FUNCTION hub_lock_payables(storefront integer, of_currency text, of_affiliates integer[])
RETURNS TABLE (affiliate integer, payable numeric, seq bigint)
LANGUAGE sql
-- To lock a balance takes the right to write it, which the hub's own role has not.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH locked AS (
    SELECT account.affiliate_id, account.kind, balance.credits - balance.debits AS left_over, balance.seq
    FROM ledger_accounts AS account JOIN ledger_balances AS balance ON balance.account_id = account.id
    WHERE account.storefront_id = storefront AND account.currency = of_currency AND account.kind IN ('payable', 'in_payout')
      AND (of_affiliates IS NULL OR account.affiliate_id = ANY (of_affiliates))
    ORDER BY balance.account_id
    FOR NO KEY UPDATE OF balance)
  SELECT affiliate_id, left_over, seq FROM locked WHERE kind = 'payable' AND left_over <> 0 ORDER BY affiliate_id
$$;
