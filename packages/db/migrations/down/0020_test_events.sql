-- The version before this one would take test keys for live ones.
DELETE FROM api_keys WHERE is_test;
ALTER TABLE api_keys DROP COLUMN is_test;
DROP TABLE test_events;
