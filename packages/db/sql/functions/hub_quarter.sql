-- Returns when the quarter of an hour of an instant begins: the bucket of its figures.
CREATE OR REPLACE FUNCTION hub_quarter(at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT date_bin('15 minutes', at, '2000-01-01 00:00+00'::timestamptz) $$;
