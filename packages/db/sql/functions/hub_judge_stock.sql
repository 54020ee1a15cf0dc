-- Returns the outcome of changing a level: changed | not_expected | not_enough | too_many.
CREATE OR REPLACE FUNCTION hub_judge_stock(level bigint, expected_level integer, next_level bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN expected_level <> level THEN 'not_expected'
              WHEN next_level < 0 THEN 'not_enough'
              WHEN next_level > 2147483647 THEN 'too_many'
              ELSE 'changed' END
$$;
