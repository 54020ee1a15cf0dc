DROP TABLE retention_marks;
CREATE INDEX idx_aff_event_ids_epoch_created_at ON aff_event_ids_epoch (created_at);
DROP FUNCTION hub_ensure_partition(text, text, date, integer);
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
