CREATE TABLE "import_mappings" (
	"fingerprint" varchar(64) PRIMARY KEY NOT NULL,
	"mapping" jsonb NOT NULL,
	"chosen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "product_imports" ADD COLUMN "format" jsonb;--> statement-breakpoint
ALTER TABLE "product_imports" ADD COLUMN "encoding" varchar(32);--> statement-breakpoint
ALTER TABLE "product_imports" ADD COLUMN "mapping" jsonb;--> statement-breakpoint
ALTER TABLE "product_imports" ADD COLUMN "left_out" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_import_mappings_chosen_at" ON "import_mappings" USING btree ("chosen_at");
