CREATE TABLE "affiliate_days" (
	"affiliate_id" integer NOT NULL,
	"day" date NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"orders" integer DEFAULT 0 NOT NULL,
	"revenue" numeric DEFAULT 0 NOT NULL,
	"commission" numeric DEFAULT 0 NOT NULL,
	CONSTRAINT "affiliate_days_pkey" PRIMARY KEY("affiliate_id","day")
);
--> statement-breakpoint
CREATE TABLE "affiliate_months" (
	"affiliate_id" integer NOT NULL,
	"day" date NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"orders" integer DEFAULT 0 NOT NULL,
	"revenue" numeric DEFAULT 0 NOT NULL,
	"commission" numeric DEFAULT 0 NOT NULL,
	CONSTRAINT "affiliate_months_pkey" PRIMARY KEY("affiliate_id","day")
);
--> statement-breakpoint
CREATE TABLE "affiliate_quarters" (
	"affiliate_id" integer NOT NULL,
	"bucket" timestamp with time zone NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"orders" integer DEFAULT 0 NOT NULL,
	"revenue" numeric DEFAULT 0 NOT NULL,
	"commission" numeric DEFAULT 0 NOT NULL,
	CONSTRAINT "affiliate_quarters_pkey" PRIMARY KEY("affiliate_id","bucket")
);
--> statement-breakpoint
CREATE TABLE "click_breakdowns" (
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer NOT NULL,
	"day" date NOT NULL,
	"clicks" integer NOT NULL,
	"landing_paths" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"referrer_hosts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"sub_ids" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"devices" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"browsers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "click_breakdowns_pkey" PRIMARY KEY("storefront_id","affiliate_id","day")
);
--> statement-breakpoint
CREATE TABLE "figure_deltas" (
	"bucket" timestamp with time zone NOT NULL,
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"orders" integer DEFAULT 0 NOT NULL,
	"revenue" numeric DEFAULT 0 NOT NULL,
	"commission" numeric DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "figure_marks" (
	"subject" varchar(16) PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "storefront_days" (
	"storefront_id" integer NOT NULL,
	"day" date NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"orders" integer DEFAULT 0 NOT NULL,
	"revenue" numeric DEFAULT 0 NOT NULL,
	"commission" numeric DEFAULT 0 NOT NULL,
	CONSTRAINT "storefront_days_pkey" PRIMARY KEY("storefront_id","day")
);
--> statement-breakpoint
CREATE TABLE "storefront_quarters" (
	"storefront_id" integer NOT NULL,
	"bucket" timestamp with time zone NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"orders" integer DEFAULT 0 NOT NULL,
	"revenue" numeric DEFAULT 0 NOT NULL,
	"commission" numeric DEFAULT 0 NOT NULL,
	CONSTRAINT "storefront_quarters_pkey" PRIMARY KEY("storefront_id","bucket")
);
--> statement-breakpoint
ALTER TABLE "aff_rollup_deltas" ADD COLUMN "bucket" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "affiliate_days" ADD CONSTRAINT "affiliate_days_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliate_months" ADD CONSTRAINT "affiliate_months_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliate_quarters" ADD CONSTRAINT "affiliate_quarters_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "click_breakdowns" ADD CONSTRAINT "click_breakdowns_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "storefront_days" ADD CONSTRAINT "storefront_days_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "storefront_quarters" ADD CONSTRAINT "storefront_quarters_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_affiliate_days_day" ON "affiliate_days" USING brin ("day") WITH (pages_per_range=16,autosummarize=true);--> statement-breakpoint
CREATE INDEX "idx_affiliate_months_day" ON "affiliate_months" USING btree ("day");--> statement-breakpoint
CREATE INDEX "idx_affiliate_quarters_bucket" ON "affiliate_quarters" USING brin ("bucket") WITH (pages_per_range=16,autosummarize=true);--> statement-breakpoint
-- Built after this transaction, because orders may be many.
CREATE INDEX CONCURRENTLY "idx_aff_attributions_timestamp" ON "aff_attributions" USING brin ("timestamp") WITH (pages_per_range=16,autosummarize=true);
--> statement-breakpoint
-- Figures begin now: days and months before have rows of their own from the start, and a job fills them with what raw rows
-- know. Of clicks that were deleted already, nobody knows.
INSERT INTO figure_marks (subject, at)
SELECT subject, at
FROM (VALUES ('days', date_trunc('day', now(), 'UTC')), ('months', date_trunc('month', now(), 'UTC')),
             ('quarters', date_bin('15 minutes', now(), '2000-01-01 00:00+00')),
             ('breakdowns', date_bin('15 minutes', now(), '2000-01-01 00:00+00'))) AS mark (subject, at)
UNION ALL
-- The quarter that runs has rows from before the migration as well.
SELECT subject, date_bin('15 minutes', now(), '2000-01-01 00:00+00') + later
FROM (VALUES ('backfill', interval '15 minutes'), ('breakdowns_from', interval '0')) AS mark (subject, later)
WHERE EXISTS (SELECT FROM aff_clicks) OR EXISTS (SELECT FROM aff_attributions) OR EXISTS (SELECT FROM orders)
UNION ALL
SELECT 'clicks', until FROM retention_marks WHERE subject = 'clicks';
--> statement-breakpoint
-- Returns the host of an address in lower case, without port and a leading "www.", at most 200 characters; null for none.
CREATE OR REPLACE FUNCTION hub_address_host(address text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT left(nullif(regexp_replace(
    lower(substring(address from '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)')), '^www\.', ''), ''), 200)
$$;
--> statement-breakpoint
-- Returns the browser, or the app that shows the page, that a user agent names; null without a user agent. What is built
-- on another names that as well, so the order matters: Edge calls itself Chrome, and Chrome calls itself Safari.
CREATE OR REPLACE FUNCTION hub_browser_family(user_agent text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN user_agent = '' THEN NULL
    WHEN user_agent ~ 'Instagram' THEN 'Instagram'
    WHEN user_agent ~ 'FBAN|FBAV|FB_IAB' THEN 'Facebook'
    WHEN user_agent ~ 'musical_ly|BytedanceWebview|TikTok' THEN 'TikTok'
    WHEN user_agent ~ 'Pinterest' THEN 'Pinterest'
    WHEN user_agent ~ 'Snapchat' THEN 'Snapchat'
    WHEN user_agent ~ 'GSA/' THEN 'Google app'
    WHEN user_agent ~ 'MicroMessenger' THEN 'WeChat'
    WHEN user_agent ~ 'Edg(e|A|iOS)?/' THEN 'Edge'
    WHEN user_agent ~ 'OPR/|OPT/|Opera' THEN 'Opera'
    WHEN user_agent ~ 'SamsungBrowser' THEN 'Samsung Internet'
    WHEN user_agent ~ 'Vivaldi' THEN 'Vivaldi'
    WHEN user_agent ~ 'YaBrowser' THEN 'Yandex'
    WHEN user_agent ~ 'UCBrowser|UCWEB' THEN 'UC Browser'
    WHEN user_agent ~ 'DuckDuckGo|Ddg/' THEN 'DuckDuckGo'
    WHEN user_agent ~ 'Brave' THEN 'Brave'
    WHEN user_agent ~ 'Firefox/|FxiOS' THEN 'Firefox'
    WHEN user_agent ~ 'MSIE |Trident/' THEN 'Internet Explorer'
    WHEN user_agent ~ 'Android.*; wv\)' THEN 'Android app'
    WHEN user_agent ~ 'Chrome/|CriOS/|Chromium/' THEN 'Chrome'
    WHEN user_agent ~ 'Version/.*Safari/' THEN 'Safari'
    WHEN user_agent ~ '(iPhone|iPad|iPod).*AppleWebKit' THEN 'iOS app'
    ELSE 'other'
  END
$$;
--> statement-breakpoint
-- Returns the kind of device that a user agent names: mobile, tablet, desktop, tv or other; null without a user agent.
-- Browsers have stopped telling more (Chromium's user agent reduction), so that a database of devices would add nothing.
-- iPads call themselves Macs since iPadOS 13, and count as desktops.
CREATE OR REPLACE FUNCTION hub_device_class(user_agent text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN user_agent = '' THEN NULL
    WHEN user_agent ~ 'SmartTV|SMART-TV|Smart TV|AppleTV|GoogleTV|BRAVIA|Tizen.*TV|Web0S|HbbTV|Roku|AFT[A-Z]' THEN 'tv'
    WHEN user_agent ~ 'iPad|Tablet|PlayBook|Silk/|Kindle' THEN 'tablet'
    WHEN user_agent ~ 'Android' AND user_agent !~ 'Mobile' THEN 'tablet'
    WHEN user_agent ~ 'Mobi|iPhone|iPod|Android|Opera Mini|BlackBerry' THEN 'mobile'
    WHEN user_agent ~ 'Windows NT|Macintosh|X11|Linux|CrOS' THEN 'desktop'
    ELSE 'other'
  END
$$;
--> statement-breakpoint
-- Adds clicks of affiliates in quarters of an hour (parallel arrays; those without a quarter are left out), and the deltas
-- of figures, to the figures over time. Only hub_fold_rollup_deltas calls it: it holds the lock of the fold.
CREATE OR REPLACE FUNCTION hub_fold_figures(ids integer[], buckets timestamptz[], click_sums integer[]) RETURNS void
LANGUAGE plpgsql
-- As in hub_record_clicks: arrays are short and tables long.
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
  -- Days and months before these have rows of their own; the others are read from their quarters.
  days_until timestamptz := (SELECT at FROM figure_marks WHERE subject = 'days');
  months_until timestamptz := (SELECT at FROM figure_marks WHERE subject = 'months');
BEGIN
  IF ids = '{}' AND NOT EXISTS (SELECT FROM figure_deltas) THEN
    RETURN;
  END IF;

  WITH taken AS (DELETE FROM figure_deltas RETURNING *),
  part AS (
    SELECT storefront_id, affiliate_id, bucket, clicks, orders, revenue, commission FROM taken
    UNION ALL
    SELECT storefront_id, affiliate_id, bucket, clicks, 0, 0, 0
    FROM unnest(ids, buckets, click_sums) AS clicked(affiliate_id, bucket, clicks)
    JOIN affiliates ON id = affiliate_id
    WHERE bucket IS NOT NULL AND clicks <> 0),
  added AS MATERIALIZED (
    SELECT storefront_id, affiliate_id, bucket, sum(clicks)::integer AS clicks, sum(orders)::integer AS orders,
           sum(revenue) AS revenue, sum(commission) AS commission
    FROM part GROUP BY 1, 2, 3),
  of_affiliates AS (
    INSERT INTO affiliate_quarters AS held (affiliate_id, bucket, clicks, orders, revenue, commission)
    SELECT affiliate_id, bucket, clicks, orders, revenue, commission
    FROM added WHERE affiliate_id <> 0 ORDER BY 1, 2
    ON CONFLICT (affiliate_id, bucket) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
      revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission),
  of_storefronts AS (
    INSERT INTO storefront_quarters AS held (storefront_id, bucket, clicks, orders, revenue, commission)
    SELECT storefront_id, bucket, sum(clicks), sum(orders), sum(revenue), sum(commission)
    FROM added GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (storefront_id, bucket) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
      revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission),
  of_affiliates_days AS (
    INSERT INTO affiliate_days AS held (affiliate_id, day, clicks, orders, revenue, commission)
    SELECT affiliate_id, (bucket AT TIME ZONE 'UTC')::date, sum(clicks), sum(orders), sum(revenue), sum(commission)
    FROM added WHERE affiliate_id <> 0 AND bucket < days_until GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (affiliate_id, day) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
      revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission),
  of_affiliates_months AS (
    INSERT INTO affiliate_months AS held (affiliate_id, day, clicks, orders, revenue, commission)
    SELECT affiliate_id, date_trunc('month', bucket AT TIME ZONE 'UTC')::date, sum(clicks), sum(orders), sum(revenue),
           sum(commission)
    FROM added WHERE affiliate_id <> 0 AND bucket < months_until GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (affiliate_id, day) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
      revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission)
  INSERT INTO storefront_days AS held (storefront_id, day, clicks, orders, revenue, commission)
  SELECT storefront_id, (bucket AT TIME ZONE 'UTC')::date, sum(clicks), sum(orders), sum(revenue), sum(commission)
  FROM added WHERE bucket < days_until GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (storefront_id, day) DO UPDATE SET
    clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
    revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission;
END;
$$;
--> statement-breakpoint
-- Adds the deltas committed since the last fold to the daily rollups and the 30-day metrics of their affiliates, and to the
-- figures over time; returns the number of affiliates that had clicks or orders. Folds run one at a time and lock rows in
-- one order, so that they never deadlock with conversions, which write into the rollups too.
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
  buckets timestamptz[];
  sums integer[];
  -- Affiliates whose orders changed: those are in the rollups already, and no click tells by how much.
  with_orders integer[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('hub_fold_rollup_deltas'));

  WITH taken AS (DELETE FROM aff_rollup_deltas RETURNING day, bucket, affiliate_ids, clicks),
  delta AS (SELECT unnest(affiliate_ids) AS affiliate_id, day, bucket, unnest(clicks) AS clicks FROM taken),
  added AS (
    SELECT affiliate_id, day, bucket, sum(clicks)::integer AS clicks, bool_or(clicks = 0) AS has_orders
    FROM delta GROUP BY affiliate_id, day, bucket ORDER BY affiliate_id, day, bucket)
  SELECT coalesce(array_agg(affiliate_id), '{}'), array_agg(day), array_agg(bucket), array_agg(clicks),
         array_agg(affiliate_id) FILTER (WHERE has_orders)
  INTO ids, days, buckets, sums, with_orders FROM added;

  PERFORM hub_fold_figures(ids, buckets, sums);

  IF ids = '{}' THEN
    RETURN 0;
  END IF;

  INSERT INTO aff_daily_rollups AS rollup (affiliate_id, day, clicks)
  SELECT affiliate_id, day, sum(clicks) FROM unnest(ids, days, sums) AS added(affiliate_id, day, clicks)
  WHERE clicks <> 0 GROUP BY affiliate_id, day ORDER BY affiliate_id, day
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
--> statement-breakpoint
-- Returns the path of a page's address, without host, query and fragment, at most 200 characters; null for none.
CREATE OR REPLACE FUNCTION hub_landing_path(page text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN page = '' THEN NULL
    WHEN page ~ '^[a-zA-Z][a-zA-Z0-9+.-]*://' THEN
      left(coalesce(nullif(substring(page from '^[^:]+://[^/?#]*([^?#]*)'), ''), '/'), 200)
    ELSE left(coalesce(nullif(substring(page from '^([^?#]*)'), ''), '/'), 200)
  END
$$;
--> statement-breakpoint
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
--> statement-breakpoint
-- Returns when the quarter of an hour of an instant begins: the bucket of its figures.
CREATE OR REPLACE FUNCTION hub_quarter(at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT date_bin('15 minutes', at, '2000-01-01 00:00+00'::timestamptz) $$;
--> statement-breakpoint
-- Records a batch of clicks, all or nothing. Arrays are parallel, one position per click; so are the results:
--   outcomes   inserted | repeated (this event id was answered before) | event_mismatch (with another body)
--              | unknown_affiliate (archived)
--   click_ids  the click's id; for a visitor counted before, the id of the click that counted
--   reasons    why it is not counted: bot | paused | duplicate, or null
-- Every batch locks event ids and visitors in one order, and event ids before visitors, so that no two batches deadlock.
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
    INSERT INTO aff_rollup_deltas (day, bucket, affiliate_ids, clicks)
    VALUES (today, hub_quarter(now()), counted_ids, array_fill(1, ARRAY[cardinality(counted_ids)]));
  END IF;
END;
$$;
