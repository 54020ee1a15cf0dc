-- The numbers stay; they are recalculated from the rollups again.
DROP FUNCTION hub_fold_rollup_deltas();
CREATE FUNCTION hub_fold_rollup_deltas() RETURNS void
LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtext('hub_fold_rollup_deltas'));
  WITH taken AS (DELETE FROM aff_rollup_deltas RETURNING day, affiliate_ids, clicks)
  INSERT INTO aff_daily_rollups AS rollup (affiliate_id, day, clicks)
  SELECT delta.affiliate_id, day, sum(delta.clicks)
  FROM taken, unnest(taken.affiliate_ids, taken.clicks) AS delta(affiliate_id, clicks)
  GROUP BY delta.affiliate_id, day
  ORDER BY delta.affiliate_id, day
  ON CONFLICT (affiliate_id, day) DO UPDATE SET clicks = rollup.clicks + excluded.clicks, updated_at = now();
$$;
ALTER TABLE affiliates RESET (fillfactor);
ALTER TABLE aff_daily_rollups RESET (fillfactor);
CREATE INDEX idx_aff_daily_rollups_updated_at ON aff_daily_rollups (updated_at);
