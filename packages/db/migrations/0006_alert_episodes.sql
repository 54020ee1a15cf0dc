CREATE TABLE "alert_episode_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_episode_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"episode_id" uuid NOT NULL,
	"kind" varchar(16) NOT NULL,
	"reason" varchar(16),
	"stock" integer,
	"threshold" integer,
	"actor" varchar(255),
	"note" text,
	"until" timestamp with time zone,
	"occasion" varchar(64),
	"occurred_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alert_episode_events_kind_check" CHECK ("alert_episode_events"."kind" IN ('opened', 'announced', 'suppressed', 'acknowledged', 'snoozed', 'reopened', 'resolved'))
);
--> statement-breakpoint
CREATE TABLE "alert_flush" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"announced_at" timestamp with time zone NOT NULL,
	CONSTRAINT "alert_flush_single_row_check" CHECK ("alert_flush"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "channel_health" (
	"channel" varchar(32) PRIMARY KEY NOT NULL,
	"last_delivered_at" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"is_refused" boolean DEFAULT false NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "ops_alarms" (
	"subject" varchar(64) PRIMARY KEY NOT NULL,
	"message" text NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"notified_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "delivery_events" DROP CONSTRAINT "delivery_events_pkey";
--> statement-breakpoint
ALTER TABLE "delivery_events" ALTER COLUMN "event_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_events" ALTER COLUMN "event_timestamp" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_episodes" ADD COLUMN "acknowledged_by" varchar(255);--> statement-breakpoint
ALTER TABLE "alert_episodes" ADD COLUMN "snoozed_by" varchar(255);--> statement-breakpoint
ALTER TABLE "alert_episodes" ADD COLUMN "is_recovery_due" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "spent_attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_episode_events" ADD CONSTRAINT "alert_episode_events_episode_id_alert_episodes_id_fk" FOREIGN KEY ("episode_id") REFERENCES "public"."alert_episodes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_alert_episode_events_episode_id" ON "alert_episode_events" USING btree ("episode_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_episode_events_suppressed_key" ON "alert_episode_events" USING btree ("episode_id","reason","occasion") WHERE kind = 'suppressed';--> statement-breakpoint
CREATE INDEX "idx_alert_episodes_status" ON "alert_episodes" USING btree ("status","opened_at","id");--> statement-breakpoint
CREATE INDEX "idx_alert_episodes_product_id" ON "alert_episodes" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "idx_alert_episodes_recovery_due" ON "alert_episodes" USING btree ("id") WHERE is_recovery_due;--> statement-breakpoint
CREATE INDEX "idx_deliveries_created_at" ON "deliveries" USING btree ("created_at","id");--> statement-breakpoint
ALTER TABLE "delivery_events" ADD CONSTRAINT "delivery_events_pkey" PRIMARY KEY("delivery_id","episode_id");
--> statement-breakpoint
-- Covers what a scan reads: the rows of what is low lie scattered over all products.
DROP INDEX idx_inventory_products_low_stock;
--> statement-breakpoint
CREATE INDEX idx_inventory_products_low_stock ON inventory_products (id) INCLUDE (sku, name, stock, threshold)
WHERE stock < threshold AND archived_at IS NULL;
--> statement-breakpoint
INSERT INTO alert_flush (id, announced_at) VALUES (1, '-infinity');
--> statement-breakpoint
-- What is known of the episodes before there was a timeline.
INSERT INTO alert_episode_events (episode_id, kind, reason, stock, occurred_at)
SELECT episode.id, line.kind, line.reason, line.stock, line.occurred_at
FROM alert_episodes AS episode,
     LATERAL (VALUES ('opened', NULL, NULL, opened_at),
                     ('announced', NULL, announced_stock, announced_at),
                     ('resolved', NULL, NULL, resolved_at)) AS line(kind, reason, stock, occurred_at)
WHERE line.occurred_at IS NOT NULL
ORDER BY line.occurred_at;
