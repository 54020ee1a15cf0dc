-- Returns the kind of movement that a counted level is written down as.
CREATE OR REPLACE FUNCTION hub_stock_event(level bigint, next_level bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN next_level > level THEN 'restocked' ELSE 'adjusted' END $$;
