CREATE TABLE "alert_mutes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" varchar(16) NOT NULL,
	"value" varchar(255) NOT NULL,
	"key" text NOT NULL,
	"until" timestamp with time zone,
	"note" text,
	"created_by" varchar(255) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alert_mutes_kind_check" CHECK ("alert_mutes"."kind" IN ('sku', 'supplier', 'prefix'))
);
--> statement-breakpoint
CREATE INDEX "idx_alert_mutes_key" ON "alert_mutes" USING btree ("kind","key");--> statement-breakpoint
CREATE INDEX "idx_alert_mutes_created_at" ON "alert_mutes" USING btree ("created_at","id");
