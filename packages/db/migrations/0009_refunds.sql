CREATE TABLE "aff_refunds" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "aff_refunds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"storefront_id" integer NOT NULL,
	"order_id" varchar(255) NOT NULL,
	"refund_id" varchar(255) NOT NULL,
	"amount" numeric(14, 2),
	"timestamp" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "aff_refunds_amount_check" CHECK ("aff_refunds"."amount" > 0)
);
--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD COLUMN "refunded" numeric(14, 2) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD COLUMN "commission_reversed" numeric(14, 2) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD COLUMN "is_reversed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "aff_refunds" ADD CONSTRAINT "aff_refunds_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "aff_refunds_refund_key" ON "aff_refunds" USING btree ("storefront_id","order_id","refund_id");--> statement-breakpoint
CREATE INDEX "idx_aff_refunds_timestamp" ON "aff_refunds" USING btree ("timestamp");--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD CONSTRAINT "aff_attributions_refunded_check" CHECK ("aff_attributions"."refunded" BETWEEN 0 AND "aff_attributions"."revenue" AND "aff_attributions"."commission_reversed" BETWEEN 0 AND "aff_attributions"."commission");