-- Returns whether a product becomes low, stops being low, or recovers: a tenth above its threshold, at least one unit.
CREATE OR REPLACE FUNCTION hub_moves_alert(level integer, next_level integer, threshold integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT (level < threshold) <> (next_level < threshold)
    OR (level < threshold + greatest(1, (threshold::bigint + 9) / 10))
      <> (next_level < threshold + greatest(1, (threshold::bigint + 9) / 10))
$$;
