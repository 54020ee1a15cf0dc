CREATE TABLE "aff_attributions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "aff_attributions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer NOT NULL,
	"pixel_id" varchar(255) NOT NULL,
	"order_id" varchar(255) NOT NULL,
	"kind" varchar(16) NOT NULL,
	"revenue" numeric(14, 2) NOT NULL,
	"commission" numeric(14, 2) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"status" varchar(50) DEFAULT 'pending' NOT NULL,
	"click_id" bigint,
	"timestamp" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "aff_attributions_kind_check" CHECK ("aff_attributions"."kind" IN ('verified', 'claim')),
	CONSTRAINT "aff_attributions_status_check" CHECK ("aff_attributions"."status" IN ('pending', 'approved', 'paid', 'void')),
	CONSTRAINT "aff_attributions_amounts_check" CHECK ("aff_attributions"."revenue" >= 0 AND "aff_attributions"."commission" >= 0),
	CONSTRAINT "aff_attributions_claim_unpaid_check" CHECK ("aff_attributions"."kind" = 'verified' OR "aff_attributions"."status" IN ('pending', 'void'))
);
--> statement-breakpoint
CREATE TABLE "aff_click_dedup" (
	"pixel_id" varchar(255) NOT NULL,
	"visitor_key" varchar(80) NOT NULL,
	"click_id" bigint NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "aff_click_dedup_pkey" PRIMARY KEY("pixel_id","visitor_key")
);
--> statement-breakpoint
CREATE TABLE "aff_clicks" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "aff_clicks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer NOT NULL,
	"pixel_id" varchar(255) NOT NULL,
	"event_id" uuid,
	"visitor_key" varchar(80) NOT NULL,
	"ip_address" varchar(45),
	"user_agent" text,
	"referrer" text,
	"landing_page" text,
	"sub_id" varchar(255),
	"counted" boolean NOT NULL,
	"reason" varchar(16),
	"timestamp" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "aff_clicks_pkey" PRIMARY KEY("id","timestamp")
) PARTITION BY RANGE ("timestamp");
--> statement-breakpoint
CREATE TABLE "aff_daily_rollups" (
	"affiliate_id" integer NOT NULL,
	"day" date NOT NULL,
	"clicks" integer DEFAULT 0 NOT NULL,
	"conversions" integer DEFAULT 0 NOT NULL,
	"revenue" numeric(20, 2) DEFAULT '0' NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "aff_daily_rollups_pkey" PRIMARY KEY("affiliate_id","day")
);
--> statement-breakpoint
CREATE TABLE "aff_event_ids" (
	"event_day" date NOT NULL,
	"event_id" uuid NOT NULL,
	"storefront_id" integer NOT NULL,
	"body_hash" varchar(64) NOT NULL,
	"result_id" bigint NOT NULL,
	"counted" boolean NOT NULL,
	"reason" varchar(16),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "aff_event_ids_pkey" PRIMARY KEY("event_day","storefront_id","event_id")
) PARTITION BY RANGE ("event_day");
--> statement-breakpoint
CREATE TABLE "aff_visitor_salts" (
	"day" date PRIMARY KEY NOT NULL,
	"salt" varchar(64) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "affiliates" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "affiliates_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"handle" varchar(255) NOT NULL,
	"name" varchar(255) NOT NULL,
	"status" varchar(50) DEFAULT 'active' NOT NULL,
	"pixel_id" varchar(255) NOT NULL,
	"commission_bps" integer,
	"revenue_30d" numeric(20, 2) DEFAULT '0' NOT NULL,
	"clicks_30d" integer DEFAULT 0 NOT NULL,
	"conversions_30d" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idx_affiliates_handle" UNIQUE("handle"),
	CONSTRAINT "idx_affiliates_pixel_id" UNIQUE("pixel_id"),
	CONSTRAINT "affiliates_status_check" CHECK ("affiliates"."status" IN ('active', 'paused', 'archived')),
	CONSTRAINT "affiliates_commission_bps_check" CHECK ("affiliates"."commission_bps" BETWEEN 0 AND 10000)
);
--> statement-breakpoint
CREATE TABLE "alert_cooldowns" (
	"sku" varchar(255) NOT NULL,
	"stock" integer NOT NULL,
	"claimed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "alert_cooldowns_pkey" PRIMARY KEY("sku","stock")
);
--> statement-breakpoint
CREATE TABLE "alert_episodes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"product_id" integer NOT NULL,
	"status" varchar(16) DEFAULT 'open' NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"announced_stock" integer,
	"announced_at" timestamp with time zone,
	"announced_channels" integer DEFAULT 0 NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"snoozed_until" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	CONSTRAINT "alert_episodes_status_check" CHECK ("alert_episodes"."status" IN ('open', 'acknowledged', 'snoozed', 'resolved'))
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "api_keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"kind" varchar(16) NOT NULL,
	"name" varchar(255) NOT NULL,
	"key_hash" varchar(64) NOT NULL,
	"last_four" varchar(4) NOT NULL,
	"source" varchar(16) DEFAULT 'issued' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_key_hash_unique" UNIQUE("key_hash"),
	CONSTRAINT "api_keys_kind_check" CHECK ("api_keys"."kind" IN ('publishable', 'secret'))
);
--> statement-breakpoint
CREATE TABLE "auth_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth_rate_limits" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "auth_rate_limits_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "auth_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" text NOT NULL,
	CONSTRAINT "auth_sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "auth_users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "auth_users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "auth_verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel_pacing" (
	"channel" varchar(32) PRIMARY KEY NOT NULL,
	"next_send_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"channel" varchar(32) NOT NULL,
	"alert_id" uuid NOT NULL,
	"content" jsonb NOT NULL,
	"status" varchar(16) DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "deliveries_status_check" CHECK ("deliveries"."status" IN ('pending', 'delivered', 'dead'))
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"delivery_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"outcome" varchar(16),
	"detail" text,
	CONSTRAINT "delivery_attempts_pkey" PRIMARY KEY("delivery_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "delivery_events" (
	"delivery_id" uuid NOT NULL,
	"event_id" bigint NOT NULL,
	"event_timestamp" timestamp with time zone NOT NULL,
	"episode_id" uuid NOT NULL,
	CONSTRAINT "delivery_events_pkey" PRIMARY KEY("delivery_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "inventory_events" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "inventory_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sku" varchar(255) NOT NULL,
	"event_type" varchar(50) NOT NULL,
	"old_stock" integer,
	"new_stock" integer,
	"quantity_delta" integer,
	"metadata" jsonb,
	"timestamp" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inventory_events_pkey" PRIMARY KEY("id","timestamp")
) PARTITION BY RANGE ("timestamp");
--> statement-breakpoint
CREATE TABLE "inventory_products" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inventory_products_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"sku" varchar(255) NOT NULL,
	"name" varchar(255) NOT NULL,
	"stock" integer NOT NULL,
	"threshold" integer NOT NULL,
	"unit_price" numeric(14, 2),
	"supplier" varchar(255),
	"last_restocked" timestamp with time zone,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idx_inventory_products_sku" UNIQUE("sku"),
	CONSTRAINT "inventory_products_stock_check" CHECK ("inventory_products"."stock" >= 0),
	CONSTRAINT "inventory_products_threshold_check" CHECK ("inventory_products"."threshold" >= 0)
);
--> statement-breakpoint
CREATE TABLE "scan_heartbeat" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"scanned_at" timestamp with time zone NOT NULL,
	"low_stock_count" integer NOT NULL,
	CONSTRAINT "scan_heartbeat_single_row_check" CHECK ("scan_heartbeat"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "setup_links" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "setup_links_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"token_hash" varchar(64) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "setup_links_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "storefronts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "storefronts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"slug" varchar(64) NOT NULL,
	"name" varchar(255) NOT NULL,
	"currency" varchar(3) DEFAULT 'USD' NOT NULL,
	"allowed_origins" text[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "storefronts_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD CONSTRAINT "aff_attributions_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD CONSTRAINT "aff_attributions_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "aff_daily_rollups" ADD CONSTRAINT "aff_daily_rollups_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_episodes" ADD CONSTRAINT "alert_episodes_product_id_inventory_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."inventory_products"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_accounts" ADD CONSTRAINT "auth_accounts_user_id_auth_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."auth_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth_sessions" ADD CONSTRAINT "auth_sessions_user_id_auth_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."auth_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_events" ADD CONSTRAINT "delivery_events_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_events" ADD CONSTRAINT "delivery_events_episode_id_alert_episodes_id_fk" FOREIGN KEY ("episode_id") REFERENCES "public"."alert_episodes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "aff_attributions_verified_order_key" ON "aff_attributions" USING btree ("storefront_id","order_id") WHERE kind = 'verified';--> statement-breakpoint
CREATE UNIQUE INDEX "aff_attributions_order_pixel_key" ON "aff_attributions" USING btree ("storefront_id","order_id","pixel_id");--> statement-breakpoint
CREATE INDEX "idx_aff_attributions_pixel_id" ON "aff_attributions" USING btree ("pixel_id","timestamp" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_aff_attributions_order_id" ON "aff_attributions" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "idx_aff_attributions_affiliate_id" ON "aff_attributions" USING btree ("affiliate_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_aff_click_dedup_counted_at" ON "aff_click_dedup" USING btree ("counted_at");--> statement-breakpoint
CREATE INDEX "idx_aff_clicks_pixel_id" ON "aff_clicks" USING btree ("pixel_id","timestamp" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_aff_clicks_timestamp" ON "aff_clicks" USING btree ("timestamp" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_aff_clicks_visitor_key" ON "aff_clicks" USING btree ("visitor_key","timestamp" DESC NULLS FIRST) WHERE counted;--> statement-breakpoint
CREATE INDEX "idx_aff_daily_rollups_updated_at" ON "aff_daily_rollups" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "idx_alert_cooldowns_claimed_at" ON "alert_cooldowns" USING btree ("claimed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_episodes_open_product_key" ON "alert_episodes" USING btree ("product_id") WHERE status <> 'resolved';--> statement-breakpoint
CREATE INDEX "idx_api_keys_storefront_id" ON "api_keys" USING btree ("storefront_id");--> statement-breakpoint
CREATE INDEX "idx_auth_accounts_user_id" ON "auth_accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "idx_auth_sessions_user_id" ON "auth_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "idx_auth_verifications_identifier" ON "auth_verifications" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "idx_deliveries_status" ON "deliveries" USING btree ("status","created_at");--> statement-breakpoint
CREATE INDEX "idx_delivery_events_episode_id" ON "delivery_events" USING btree ("episode_id");--> statement-breakpoint
CREATE INDEX "idx_inventory_events_sku" ON "inventory_events" USING btree ("sku","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_inventory_events_timestamp" ON "inventory_events" USING btree ("timestamp" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_inventory_products_low_stock" ON "inventory_products" USING btree ("id") WHERE stock < threshold AND archived_at IS NULL;