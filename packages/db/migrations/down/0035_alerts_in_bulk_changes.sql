DELETE FROM bulk_changes WHERE kind = 'alerts';
ALTER TABLE bulk_changes DROP CONSTRAINT bulk_changes_kind_check;
ALTER TABLE bulk_changes ADD CONSTRAINT bulk_changes_kind_check
  CHECK (kind IN ('products', 'affiliates', 'conversions'));
