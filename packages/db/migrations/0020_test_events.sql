CREATE TABLE "test_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "test_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 400000000000000 CACHE 1),
	"storefront_id" integer NOT NULL,
	"kind" varchar(16) NOT NULL,
	"outcome" varchar(16) NOT NULL,
	"reason" varchar(32),
	"message" varchar(500),
	"affiliate_id" integer,
	"subject" text,
	"visitor_key" varchar(80),
	"retry_key" varchar(255),
	"body_hash" bigint,
	"body" jsonb NOT NULL,
	"result" jsonb,
	"hub_event" jsonb,
	"timestamp" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "test_events_kind_check" CHECK ("test_events"."kind" IN ('click', 'order', 'refund', 'stock')),
	CONSTRAINT "test_events_outcome_check" CHECK ("test_events"."outcome" IN ('recorded', 'not_counted', 'refused'))
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "is_test" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "test_events" ADD CONSTRAINT "test_events_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_test_events_storefront_id" ON "test_events" USING btree ("storefront_id","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_test_events_subject" ON "test_events" USING btree ("storefront_id","subject","id" DESC NULLS FIRST) WHERE subject IS NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_test_events_visitor_key" ON "test_events" USING btree ("storefront_id","visitor_key") WHERE visitor_key IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "test_events_retry_key" ON "test_events" USING btree ("storefront_id","retry_key") WHERE retry_key IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "test_events_verified_order_key" ON "test_events" USING btree ("storefront_id","subject") WHERE kind = 'order' AND subject IS NOT NULL AND result->>'kind' = 'verified';
