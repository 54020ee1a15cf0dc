-- Creates one month's partition of a parent, unless it exists. Rows that arrived while it was missing lie in the
-- default partition and move along, so a late job loses nothing.
CREATE FUNCTION hub_ensure_partition(parent text, key_column text, month date) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  first_day date := date_trunc('month', month);
  lower_bound text := first_day || ' 00:00:00+00';
  upper_bound text := (first_day + interval '1 month')::date || ' 00:00:00+00';
  partition_name text := parent || '_' || to_char(first_day, 'YYYY_MM');
BEGIN
  IF to_regclass(partition_name) IS NOT NULL THEN
    RETURN false;
  END IF;
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
--> statement-breakpoint
-- Creates the partitions of last month up to `months_ahead` months from now; answers how many were new.
CREATE FUNCTION hub_ensure_partitions(months_ahead integer) RETURNS integer
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
--> statement-breakpoint
CREATE TABLE aff_clicks_default PARTITION OF aff_clicks DEFAULT;
--> statement-breakpoint
CREATE TABLE inventory_events_default PARTITION OF inventory_events DEFAULT;
--> statement-breakpoint
CREATE TABLE aff_event_ids_default PARTITION OF aff_event_ids DEFAULT;
--> statement-breakpoint
-- Event ids whose own time is unknown; a job forgets them after a day.
CREATE TABLE aff_event_ids_epoch PARTITION OF aff_event_ids FOR VALUES FROM ('1970-01-01') TO ('1970-01-02');
--> statement-breakpoint
CREATE INDEX idx_aff_event_ids_epoch_created_at ON aff_event_ids_epoch (created_at);
--> statement-breakpoint
SELECT hub_ensure_partitions(3);
--> statement-breakpoint
-- It stays when this migration is taken back, for keys and affiliates belong to it.
INSERT INTO storefronts (slug, name) VALUES ('default', 'Default storefront') ON CONFLICT (slug) DO NOTHING;
