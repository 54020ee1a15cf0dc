-- Returns the event type of the movement that a counted level causes.
CREATE OR REPLACE FUNCTION hub_stock_event(level bigint, next_level bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN next_level > level THEN 'restocked' ELSE 'adjusted' END $$;
