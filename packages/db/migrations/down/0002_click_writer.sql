-- The rollups keep what was counted; the dedup windows go back to the table they came from.
SELECT hub_fold_rollup_deltas();
DROP FUNCTION hub_fold_rollup_deltas();
DROP FUNCTION hub_record_clicks(interval, integer[], integer[], text[], uuid[], date[], bigint[], text[], text[], text[],
                                text[], text[], text[], text[], text[]);
DROP TABLE aff_rollup_deltas;
CREATE TABLE aff_click_dedup (
  pixel_id varchar(255) NOT NULL,
  visitor_key varchar(80) NOT NULL,
  click_id bigint NOT NULL,
  counted_at timestamptz NOT NULL,
  CONSTRAINT aff_click_dedup_pkey PRIMARY KEY (pixel_id, visitor_key)
);
INSERT INTO aff_click_dedup (pixel_id, visitor_key, click_id, counted_at)
SELECT DISTINCT ON (affiliate.pixel_id, visitor_key) affiliate.pixel_id, visitor_key, click_id, counted_at
FROM aff_last_clicks JOIN affiliates AS affiliate ON affiliate.id = affiliate_id
ORDER BY affiliate.pixel_id, visitor_key, counted_at DESC;
CREATE INDEX idx_aff_click_dedup_counted_at ON aff_click_dedup (counted_at);
DROP TABLE aff_last_clicks;
DROP INDEX idx_affiliates_not_active;
DROP INDEX idx_aff_clicks_timestamp;
CREATE INDEX idx_aff_clicks_timestamp ON aff_clicks (timestamp DESC NULLS FIRST);
CREATE INDEX idx_aff_clicks_visitor_key ON aff_clicks (visitor_key, timestamp DESC NULLS FIRST) WHERE counted;
ALTER TABLE aff_event_ids ALTER COLUMN body_hash SET DATA TYPE varchar(64) USING lpad(to_hex(body_hash), 16, '0');
ALTER TABLE aff_event_ids ADD COLUMN counted boolean NOT NULL DEFAULT true;
UPDATE aff_event_ids SET counted = false WHERE reason IS NOT NULL;
ALTER TABLE aff_event_ids ALTER COLUMN counted DROP DEFAULT;
