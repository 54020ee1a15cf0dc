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
