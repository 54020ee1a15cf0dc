DROP FUNCTION hub_ensure_partitions(integer);
DROP FUNCTION hub_ensure_partition(text, text, date);
-- The partitions and the rows in them.
DO $$
DECLARE
  partition_name regclass;
BEGIN
  FOR partition_name IN
    SELECT inhrelid::regclass FROM pg_inherits
    WHERE inhparent IN ('aff_clicks'::regclass, 'aff_event_ids'::regclass, 'inventory_events'::regclass)
  LOOP
    EXECUTE format('DROP TABLE %s', partition_name);
  END LOOP;
END;
$$;
