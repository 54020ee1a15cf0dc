-- Waits until every transaction that has begun to post transfers has ended, and keeps others waiting until this one has:
-- call it alone in a short transaction. Afterwards all transfers that were posted before it are seen.
CREATE OR REPLACE FUNCTION hub_await_transfers() RETURNS void LANGUAGE plpgsql
-- To lock a table takes the right to change it, which the hub's own role has not.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  LOCK TABLE ledger_transfers IN SHARE MODE;
END $$;
