DROP TABLE event_arrivals;
ALTER TABLE refused_events DROP COLUMN key_id, DROP COLUMN key_hint, DROP COLUMN door;
ALTER TABLE test_events DROP COLUMN key_id, DROP COLUMN door, DROP COLUMN origin;
