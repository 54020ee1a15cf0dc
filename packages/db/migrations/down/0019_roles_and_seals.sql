DROP TABLE secret_seals;
DROP FUNCTION hub_detach_partition;
DROP FUNCTION hub_drop_expired_partition;
-- Nobody but the owner was left who may call it.
DROP FUNCTION hub_ensure_partition;
CREATE OR REPLACE FUNCTION hub_ensure_partition(parent text, key_column text, month date, move_at_most integer DEFAULT 200000)
RETURNS boolean
LANGUAGE plpgsql
-- For the turn of another that makes partitions. What the function sets below ends with it as well.
SET lock_timeout = '1min'
AS $$
DECLARE
  first_day date := date_trunc('month', month);
  lower_bound text := first_day || ' 00:00:00+00';
  upper_bound text := (first_day + interval '1 month')::date || ' 00:00:00+00';
  partition_name text := parent || '_' || to_char(first_day, 'YYYY_MM');
  late_rows bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('hub_ensure_partitions'));
  -- Not to_regclass: it may remember from before the wait that there is none.
  IF EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
             WHERE inhparent = parent::regclass AND relname = partition_name) THEN
    RETURN false;
  END IF;
  EXECUTE format(
    'SELECT count(*) FROM (SELECT FROM %1$I WHERE %2$I >= %3$L AND %2$I < %4$L LIMIT %5$L) AS late',
    parent || '_default', key_column, lower_bound, upper_bound, move_at_most + 1) INTO late_rows;
  IF late_rows > move_at_most THEN
    RETURN false;
  END IF;
  SET LOCAL lock_timeout = '250ms';
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name, parent);
  -- Writers wait at the parent: one that had been routed to the default partition before would be refused after.
  EXECUTE format('LOCK TABLE ONLY %I IN SHARE ROW EXCLUSIVE MODE', parent);
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
  EXECUTE format(
    'WITH moved AS (DELETE FROM %1$I WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING *) INSERT INTO %5$I SELECT * FROM moved',
    parent || '_default', key_column, lower_bound, upper_bound, partition_name);
  EXECUTE format(
    'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    parent, partition_name, lower_bound, upper_bound);
  RETURN true;
END;
$$;
