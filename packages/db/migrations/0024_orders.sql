CREATE TABLE "affiliate_codes" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "affiliate_codes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"affiliate_id" integer NOT NULL,
	"code" varchar(255) NOT NULL,
	"code_key" varchar(255) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"order_id" bigint NOT NULL,
	"position" smallint NOT NULL,
	"line_id" varchar(255) NOT NULL,
	"sku" varchar(255),
	"product_id" varchar(255),
	"categories" jsonb,
	"quantity" numeric NOT NULL,
	"net" numeric NOT NULL,
	"discount" numeric NOT NULL,
	"fees" numeric NOT NULL,
	"shipping" numeric NOT NULL,
	"tax" numeric NOT NULL,
	CONSTRAINT "order_lines_pkey" PRIMARY KEY("order_id","position"),
	CONSTRAINT "order_lines_decimals_check" CHECK (greatest("order_lines"."net", "order_lines"."shipping", "order_lines"."tax", abs("order_lines"."fees")) < 1000000000000 AND greatest(min_scale("order_lines"."net"), min_scale("order_lines"."discount"), min_scale("order_lines"."fees"), min_scale("order_lines"."shipping"), min_scale("order_lines"."tax")) <= 4),
	CONSTRAINT "order_lines_quantity_check" CHECK ("order_lines"."quantity" > 0),
	CONSTRAINT "order_lines_amounts_check" CHECK ("order_lines"."discount" BETWEEN 0 AND "order_lines"."net" AND "order_lines"."net" - "order_lines"."discount" + "order_lines"."fees" >= 0 AND "order_lines"."shipping" >= 0 AND "order_lines"."tax" >= 0)
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "orders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 2147483648 CACHE 1),
	"storefront_id" integer NOT NULL,
	"order_id" varchar(255) NOT NULL,
	"is_order_shadowed" boolean DEFAULT false NOT NULL,
	"order_key" text GENERATED ALWAYS AS (CASE WHEN is_order_shadowed THEN chr(1) || order_id ELSE hub_canonical_text(order_id) END) STORED NOT NULL,
	"currency" varchar(3) NOT NULL,
	"revenue" numeric NOT NULL,
	"shipping" numeric,
	"tax" numeric,
	"fees" numeric,
	"discount" numeric,
	"line_count" smallint DEFAULT 0 NOT NULL,
	"coupon_codes" text[],
	"customer_id_hash" varchar(64),
	"customer_email_hash" varchar(64),
	"ignored" jsonb,
	"ordered_at" timestamp with time zone DEFAULT now() NOT NULL,
	"posted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "orders_amounts_check" CHECK ("orders"."revenue" >= 0 AND "orders"."shipping" >= 0 AND "orders"."tax" >= 0 AND "orders"."discount" >= 0),
	CONSTRAINT "orders_currency_check" CHECK (greatest("orders"."revenue", "orders"."shipping", "orders"."tax", "orders"."discount", abs("orders"."fees")) < 1000000000000 AND greatest(min_scale("orders"."revenue"), min_scale("orders"."shipping"), min_scale("orders"."tax"), min_scale("orders"."fees"), min_scale("orders"."discount")) <= coalesce(hub_currency_digits("orders"."currency"), 2)),
	CONSTRAINT "orders_line_count_check" CHECK ("orders"."line_count" BETWEEN 0 AND 1000)
);
--> statement-breakpoint
-- What is told of one event stays in its order, though its transaction has one time.
ALTER TABLE "deliveries" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();--> statement-breakpoint
ALTER TABLE "aff_refunds" ADD COLUMN "lines" jsonb;--> statement-breakpoint
ALTER TABLE "affiliate_codes" ADD CONSTRAINT "affiliate_codes_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliate_codes" ADD CONSTRAINT "affiliate_codes_affiliate_id_affiliates_id_fk" FOREIGN KEY ("affiliate_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "affiliate_codes_code_key" ON "affiliate_codes" USING btree ("storefront_id","code_key");--> statement-breakpoint
CREATE INDEX "idx_affiliate_codes_affiliate_id" ON "affiliate_codes" USING btree ("affiliate_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_order_key" ON "orders" USING btree ("storefront_id","order_key" text_pattern_ops);--> statement-breakpoint
-- Built after this transaction, because deliveries may be many.
CREATE INDEX CONCURRENTLY "idx_deliveries_order_id" ON "deliveries" USING btree ((content->'data'->>'orderId')) WHERE content->>'kind' = 'event';
