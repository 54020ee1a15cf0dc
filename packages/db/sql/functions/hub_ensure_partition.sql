-- Creates one month's partition of a parent. Returns false when it exists, or when the default partition has more than
-- `move_at_most` rows of the month: writers wait while rows move, so a fuller month stays there. Null moves any number.
-- Fails with lock_not_available rather than let writers queue behind a long reader.
CREATE OR REPLACE FUNCTION hub_ensure_partition(parent text, key_column text, month date, move_at_most integer DEFAULT 200000)
RETURNS boolean
LANGUAGE plpgsql
-- The hub's own role creates no tables; this function of the owner's makes partitions for it, and nothing else.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
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
  IF (parent, key_column) NOT IN
      (('aff_clicks', 'timestamp'), ('aff_event_ids', 'event_day'), ('inventory_events', 'timestamp')) THEN
    RAISE EXCEPTION '% is not partitioned by months of %', parent, key_column USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('hub_ensure_partitions'));
  -- Not to_regclass: it may remember from before the wait that there is none.
  IF EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
             WHERE inhparent = format('public.%I', parent)::regclass AND relname = partition_name) THEN
    RETURN false;
  END IF;
  EXECUTE format(
    'SELECT count(*) FROM (SELECT FROM public.%1$I WHERE %2$I >= %3$L AND %2$I < %4$L LIMIT %5$L) AS late',
    parent || '_default', key_column, lower_bound, upper_bound, move_at_most + 1) INTO late_rows;
  IF late_rows > move_at_most THEN
    RETURN false;
  END IF;
  SET LOCAL lock_timeout = '250ms';
  EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name, parent);
  -- Writers wait at the parent: one that had been routed to the default partition before would be refused after.
  EXECUTE format('LOCK TABLE ONLY public.%I IN SHARE ROW EXCLUSIVE MODE', parent);
  EXECUTE format('LOCK TABLE public.%I IN ACCESS EXCLUSIVE MODE', parent || '_default');
  EXECUTE format(
    'WITH moved AS (DELETE FROM public.%1$I WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING *) '
    'INSERT INTO public.%5$I SELECT * FROM moved',
    parent || '_default', key_column, lower_bound, upper_bound, partition_name);
  EXECUTE format(
    'ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
    parent, partition_name, lower_bound, upper_bound);
  RETURN true;
END;
$$;
