-- The figures go; orders and clicks have all that they were made of.
DROP TABLE affiliate_quarters, affiliate_days, affiliate_months, storefront_quarters, storefront_days, click_breakdowns,
  figure_deltas, figure_marks;
DROP INDEX idx_aff_attributions_timestamp;
ALTER TABLE aff_rollup_deltas DROP COLUMN bucket;
DROP FUNCTION hub_address_host;
DROP FUNCTION hub_browser_family;
DROP FUNCTION hub_device_class;
DROP FUNCTION hub_fold_figures;
DROP FUNCTION hub_landing_path;
DROP FUNCTION hub_merge_counts;
DROP FUNCTION hub_quarter;
CREATE OR REPLACE FUNCTION hub_fold_rollup_deltas() RETURNS integer
LANGUAGE plpgsql
-- As in hub_record_clicks: arrays are short and tables long.
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
  first_day date := (now() AT TIME ZONE 'UTC')::date - 29;
  ids integer[];
  days date[];
  sums integer[];
  -- Affiliates whose orders changed: those are in the rollups already, and no click tells by how much.
  with_orders integer[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('hub_fold_rollup_deltas'));

  WITH taken AS (DELETE FROM aff_rollup_deltas RETURNING day, affiliate_ids, clicks),
  delta AS (SELECT unnest(affiliate_ids) AS affiliate_id, day, unnest(clicks) AS clicks FROM taken),
  added AS (
    SELECT affiliate_id, day, sum(clicks)::integer AS clicks, bool_or(clicks = 0) AS has_orders
    FROM delta GROUP BY affiliate_id, day ORDER BY affiliate_id, day)
  SELECT coalesce(array_agg(affiliate_id), '{}'), array_agg(day), array_agg(clicks),
         array_agg(affiliate_id) FILTER (WHERE has_orders)
  INTO ids, days, sums, with_orders FROM added;
  IF ids = '{}' THEN
    RETURN 0;
  END IF;

  INSERT INTO aff_daily_rollups AS rollup (affiliate_id, day, clicks)
  SELECT affiliate_id, day, clicks FROM unnest(ids, days, sums) AS added(affiliate_id, day, clicks) WHERE clicks <> 0
  ON CONFLICT (affiliate_id, day) DO UPDATE SET clicks = rollup.clicks + excluded.clicks, updated_at = now();

  UPDATE affiliates SET clicks_30d = clicks_30d + added.clicks
  FROM (
    SELECT affiliate_id, sum(clicks)::integer AS clicks
    FROM unnest(ids, days, sums) AS part(affiliate_id, day, clicks)
    WHERE day >= first_day GROUP BY affiliate_id) AS added
  WHERE id = added.affiliate_id AND added.clicks <> 0;

  IF with_orders IS NOT NULL THEN
    UPDATE affiliates
    SET conversions_30d = fresh.conversions, revenue_30d = fresh.revenue,
        verified_conversions_30d = fresh.verified_conversions, verified_revenue_30d = fresh.verified_revenue
    FROM (
      SELECT affiliate_id, sum(conversions)::integer AS conversions, sum(revenue) AS revenue,
             sum(verified_conversions)::integer AS verified_conversions,
             sum(verified_revenue) AS verified_revenue
      FROM aff_daily_rollups WHERE affiliate_id = ANY (with_orders) AND day >= first_day
      GROUP BY affiliate_id) AS fresh
    WHERE id = fresh.affiliate_id;
  END IF;

  RETURN (SELECT count(DISTINCT id) FROM unnest(ids) AS id);
END;
$$;
CREATE OR REPLACE FUNCTION hub_record_clicks(
  dedup_window interval,
  storefront_ids integer[], affiliate_ids integer[], pixel_ids text[],
  event_ids uuid[], event_days date[], body_hashes bigint[],
  visitor_keys text[],
  -- The same visitors under yesterday's salt, where a window may reach back past midnight.
  previous_keys text[],
  -- bot, or paused as the caller last knew; whether an affiliate is paused is for its row to say, where it can be read.
  known_reasons text[],
  ip_addresses text[], user_agents text[], referrers text[], landing_pages text[], sub_ids text[],
  OUT outcomes text[], OUT click_ids bigint[], OUT reasons text[])
LANGUAGE plpgsql
-- Arrays are short and tables long: nested loops over indexes, planned once. Left to itself, the planner sees neither.
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
  size integer := cardinality(affiliate_ids);
  today date := (now() AT TIME ZONE 'UTC')::date;
  window_day date := ((now() - dedup_window) AT TIME ZONE 'UTC')::date;
  own_ids bigint[] := ARRAY(SELECT nextval('aff_clicks_id_seq') FROM generate_series(1, size));
  fresh_ids bigint[];
  claimed_ids bigint[];
  counted_ids integer[];
  earlier_days date[];
  found record;
BEGIN
  outcomes := array_fill('inserted'::text, ARRAY[size]);
  click_ids := own_ids;
  reasons := known_reasons;

  -- Whoever has the whole table, as a migration does, must not keep clicks waiting. Nobody can change an affiliate
  -- meanwhile, so what the caller last knew holds.
  BEGIN
    LOCK TABLE affiliates IN ACCESS SHARE MODE NOWAIT;
    reasons := array_replace(known_reasons, 'paused', NULL);
    -- One look for all of them: a batch has few affiliates that are not active, and mostly none.
    IF EXISTS (SELECT 1 FROM affiliates WHERE id = ANY (affiliate_ids) AND status <> 'active') THEN
      FOR found IN
        SELECT place, affiliate.status
        FROM unnest(affiliate_ids) WITH ORDINALITY AS click(affiliate_id, place)
        JOIN affiliates AS affiliate ON affiliate.id = click.affiliate_id AND affiliate.status <> 'active'
      LOOP
        IF found.status = 'archived' THEN
          outcomes[found.place] := 'unknown_affiliate';
        ELSIF reasons[found.place] IS NULL THEN
          reasons[found.place] := 'paused';
        END IF;
      END LOOP;
    END IF;
  EXCEPTION WHEN lock_not_available THEN
    reasons := known_reasons;
  END;

  WITH fresh AS (
    INSERT INTO aff_event_ids (event_day, storefront_id, event_id, body_hash, result_id, reason)
    SELECT event_days[n], storefront_ids[n], event_ids[n], body_hashes[n], own_ids[n], reasons[n]
    FROM generate_series(1, size) AS n
    WHERE event_ids[n] IS NOT NULL AND outcomes[n] = 'inserted'
    ORDER BY event_days[n], storefront_ids[n], event_ids[n]
    ON CONFLICT DO NOTHING
    RETURNING result_id)
  SELECT coalesce(array_agg(result_id), '{}') INTO fresh_ids FROM fresh;

  IF cardinality(fresh_ids) < size THEN
    FOR place IN 1..size LOOP
      IF event_ids[place] IS NOT NULL AND outcomes[place] = 'inserted' AND NOT own_ids[place] = ANY (fresh_ids) THEN
        outcomes[place] := 'repeated';
      END IF;
    END LOOP;
  END IF;

  -- Windows that were claimed before midnight, also under the key that the visitor had then; the last one counts.
  -- Without a key of yesterday, what today's claimed today is found when it is claimed.
  IF window_day < today OR cardinality(array_remove(previous_keys, NULL)) > 0 THEN
    earlier_days := ARRAY(SELECT window_day + n FROM generate_series(0, today - window_day - 1) AS n);
    FOR found IN
      SELECT place, held.click_id
      FROM (
        SELECT place, day, visitor_keys[place] AS visitor_key
        FROM generate_series(1, size) AS place CROSS JOIN unnest(earlier_days) AS day
        WHERE reasons[place] IS NULL AND outcomes[place] = 'inserted'
        UNION ALL
        SELECT place, day, previous_keys[place]
        FROM generate_series(1, size) AS place CROSS JOIN unnest(earlier_days || today) AS day
        WHERE reasons[place] IS NULL AND outcomes[place] = 'inserted' AND previous_keys[place] IS NOT NULL
        UNION ALL
        SELECT place, today, visitor_keys[place]
        FROM generate_series(1, size) AS place
        WHERE reasons[place] IS NULL AND outcomes[place] = 'inserted' AND previous_keys[place] IS NOT NULL) AS known
      -- Its one row by the whole key: joined freely, the planner may read all visitors of the day for each batch.
      CROSS JOIN LATERAL (
        SELECT click_id, counted_at FROM aff_last_clicks AS last
        WHERE last.day = known.day AND last.visitor_key = known.visitor_key
          AND last.affiliate_id = affiliate_ids[known.place]
        LIMIT 1) AS held
      WHERE held.counted_at > now() - dedup_window
      ORDER BY place, held.counted_at
    LOOP
      click_ids[found.place] := found.click_id;
      reasons[found.place] := 'duplicate';
    END LOOP;
  END IF;

  -- Of a visitor's clicks in this batch the first one claims the window, if it is open.
  WITH claimed AS (
    INSERT INTO aff_last_clicks AS held (day, visitor_key, affiliate_id, click_id, counted_at)
    SELECT DISTINCT ON (visitor_keys[n] COLLATE "C", affiliate_ids[n]) today, visitor_keys[n], affiliate_ids[n], own_ids[n], now()
    FROM generate_series(1, size) AS n
    WHERE reasons[n] IS NULL AND outcomes[n] = 'inserted'
    ORDER BY visitor_keys[n] COLLATE "C", affiliate_ids[n], own_ids[n]
    ON CONFLICT (day, visitor_key, affiliate_id) DO UPDATE
      SET click_id = excluded.click_id, counted_at = excluded.counted_at
      WHERE held.counted_at <= now() - dedup_window
    RETURNING click_id)
  SELECT coalesce(array_agg(click_id), '{}') INTO claimed_ids FROM claimed;

  IF cardinality(claimed_ids) < size THEN
    FOR found IN
      SELECT place, held.click_id
      FROM unnest(visitor_keys, affiliate_ids, own_ids, reasons, outcomes) WITH ORDINALITY
        AS click(visitor_key, affiliate_id, own_id, reason, outcome, place)
      CROSS JOIN LATERAL (
        SELECT last.click_id FROM aff_last_clicks AS last
        WHERE day = today AND last.visitor_key = click.visitor_key AND last.affiliate_id = click.affiliate_id
        LIMIT 1) AS held
      WHERE reason IS NULL AND outcome = 'inserted' AND NOT own_id = ANY (claimed_ids)
    LOOP
      click_ids[found.place] := found.click_id;
      reasons[found.place] := 'duplicate';
    END LOOP;
  END IF;

  -- Event ids went in before anyone knew whether their click counts.
  IF 'duplicate' = ANY (reasons) THEN
    UPDATE aff_event_ids AS event SET result_id = click_id, reason = click.reason
    FROM unnest(event_days, storefront_ids, event_ids, click_ids, reasons, outcomes)
      AS click(event_day, storefront_id, event_id, click_id, reason, outcome)
    WHERE click.reason = 'duplicate' AND click.outcome = 'inserted'
      AND event.event_day = click.event_day AND event.storefront_id = click.storefront_id
      AND event.event_id = click.event_id;
  END IF;

  IF 'repeated' = ANY (outcomes) THEN
    FOR found IN
      SELECT place, event.result_id, event.reason, event.body_hash = click.body_hash AS is_same
      FROM unnest(event_days, storefront_ids, event_ids, body_hashes, outcomes) WITH ORDINALITY
        AS click(event_day, storefront_id, event_id, body_hash, outcome, place)
      CROSS JOIN LATERAL (
        SELECT known.result_id, known.reason, known.body_hash FROM aff_event_ids AS known
        WHERE known.event_day = click.event_day AND known.storefront_id = click.storefront_id
          AND known.event_id = click.event_id
        LIMIT 1) AS event
      WHERE outcome = 'repeated'
    LOOP
      IF found.is_same THEN
        click_ids[found.place] := found.result_id;
        reasons[found.place] := found.reason;
      ELSE
        outcomes[found.place] := 'event_mismatch';
      END IF;
    END LOOP;
  END IF;

  INSERT INTO aff_clicks (id, storefront_id, affiliate_id, pixel_id, event_id, visitor_key, ip_address, user_agent,
                          referrer, landing_page, sub_id, counted, reason)
  OVERRIDING SYSTEM VALUE
  SELECT own_ids[n], storefront_ids[n], affiliate_ids[n], pixel_ids[n], event_ids[n], visitor_keys[n], ip_addresses[n], user_agents[n],
         referrers[n], landing_pages[n], sub_ids[n], reasons[n] IS NULL, reasons[n]
  FROM generate_series(1, size) AS n
  WHERE outcomes[n] = 'inserted';

  -- Counted up when they are folded in, once a second for all batches.
  counted_ids := ARRAY(
    SELECT affiliate_ids[n] FROM generate_series(1, size) AS n WHERE reasons[n] IS NULL AND outcomes[n] = 'inserted');
  IF cardinality(counted_ids) > 0 THEN
    INSERT INTO aff_rollup_deltas (day, affiliate_ids, clicks)
    VALUES (today, counted_ids, array_fill(1, ARRAY[cardinality(counted_ids)]));
  END IF;
END;
$$;
