-- Returns whether a product begins or ends to be low, or recovers: a tenth above its threshold, and one unit at least.
CREATE OR REPLACE FUNCTION hub_moves_alert(level integer, next_level integer, threshold integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT (level < threshold) <> (next_level < threshold)
    OR (level < threshold + greatest(1, (threshold::bigint + 9) / 10))
      <> (next_level < threshold + greatest(1, (threshold::bigint + 9) / 10))
$$;
