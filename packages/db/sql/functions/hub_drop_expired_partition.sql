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
