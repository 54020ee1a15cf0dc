-- Adds two maps of values to counts, and keeps the values with the highest counts, at most so many.
CREATE OR REPLACE FUNCTION hub_merge_counts(one jsonb, other jsonb, most integer) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT coalesce(jsonb_object_agg(key, count), '{}')
  FROM (
    SELECT key, sum(value::bigint) AS count
    FROM (SELECT * FROM jsonb_each_text(one) UNION ALL SELECT * FROM jsonb_each_text(other)) AS part(key, value)
    GROUP BY key ORDER BY count DESC, key LIMIT most) AS top
$$;
