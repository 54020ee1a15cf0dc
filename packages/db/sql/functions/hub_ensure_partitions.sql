-- Creates the partitions from last month to `months_ahead` months from now; returns the number of new ones.
CREATE OR REPLACE FUNCTION hub_ensure_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  this_month date := date_trunc('month', now() AT TIME ZONE 'UTC');
  created integer := 0;
  step integer;
BEGIN
  -- Two processes may be at it at once.
  PERFORM pg_advisory_xact_lock(hashtext('hub_ensure_partitions'));
  FOR step IN -1..months_ahead LOOP
    created := created
      + hub_ensure_partition('aff_clicks', 'timestamp', (this_month + make_interval(months => step))::date)::integer
      + hub_ensure_partition('aff_event_ids', 'event_day', (this_month + make_interval(months => step))::date)::integer
      + hub_ensure_partition('inventory_events', 'timestamp', (this_month + make_interval(months => step))::date)::integer;
  END LOOP;
  RETURN created;
END;
$$;
