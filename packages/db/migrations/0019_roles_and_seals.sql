CREATE TABLE "secret_seals" (
	"secret" varchar(32) PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"sealed_at" timestamp with time zone DEFAULT now() NOT NULL
);

--> statement-breakpoint
-- Detaches a month's partition that retention has passed, and names it `…_expired`, for hub_drop_expired_partition. Stock
-- movements in it are added to the opening balances. Returns false when the parent has no such partition.
-- Fails with lock_not_available when the table stays locked for longer than others may queue behind.
CREATE OR REPLACE FUNCTION hub_detach_partition(parent text, partition_name text) RETURNS boolean
LANGUAGE plpgsql
-- The hub's own role alters no tables; this function of the owner's does it, with partitions that are old enough only.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF parent NOT IN ('aff_clicks', 'aff_event_ids', 'inventory_events')
      OR partition_name !~ ('^' || parent || '_[0-9]{4}_[0-9]{2}$') THEN
    RAISE EXCEPTION '% is not a month of %', partition_name, parent USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- 31 days are the shortest retention that can be set.
  IF to_date(right(partition_name, 7), 'YYYY_MM') + interval '1 month'
      > date_trunc('month', now() - interval '31 days', 'UTC') AT TIME ZONE 'UTC' THEN
    RAISE EXCEPTION '% is too young to expire', partition_name USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('hub_ensure_partitions'));
  IF NOT EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                 WHERE inhparent = format('public.%I', parent)::regclass AND relname = partition_name) THEN
    RETURN false;
  END IF;
  SET LOCAL lock_timeout = '250ms';
  IF parent = 'inventory_events' THEN
    -- Before the whole table is locked: summing up takes time, and so only writers of that month wait.
    EXECUTE format('LOCK TABLE public.%I IN SHARE MODE', partition_name);
    EXECUTE format(
      'INSERT INTO public.stock_opening_balances AS opening (sku, balance) '
      'SELECT sku, sum(quantity_delta) FROM public.%I WHERE event_type <> ''low_stock'' GROUP BY sku ORDER BY sku '
      'ON CONFLICT (sku) DO UPDATE SET balance = opening.balance + excluded.balance', partition_name);
  END IF;
  -- Not CONCURRENTLY, which PostgreSQL does not allow beside a default partition.
  EXECUTE format('ALTER TABLE public.%I DETACH PARTITION public.%I', parent, partition_name);
  -- The name marks it as ours: a partition that an operator detached by hand keeps its name, and stays.
  EXECUTE format('ALTER TABLE public.%I RENAME TO %I', partition_name, partition_name || '_expired');
  RETURN true;
END;
$$;
--> statement-breakpoint
-- Drops a table that hub_detach_partition has detached and named `…_expired`.
CREATE OR REPLACE FUNCTION hub_drop_expired_partition(expired_name text) RETURNS void
LANGUAGE plpgsql
-- The hub's own role drops no tables; this function of the owner's does it, with tables of such a name only.
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF expired_name !~ '^(aff_clicks|aff_event_ids|inventory_events)_[0-9]{4}_[0-9]{2}_expired$' THEN
    RAISE EXCEPTION '% is not an expired partition', expired_name USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('DROP TABLE IF EXISTS public.%I', expired_name);
END;
$$;
--> statement-breakpoint
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
