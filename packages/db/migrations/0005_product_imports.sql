CREATE TABLE "product_import_lines" (
	"import_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"sku" varchar(255),
	"change" jsonb NOT NULL,
	"before" jsonb,
	"action" varchar(16) NOT NULL,
	"problem" text,
	"applied_at" timestamp with time zone,
	CONSTRAINT "product_import_lines_pkey" PRIMARY KEY("import_id","line"),
	CONSTRAINT "product_import_lines_action_check" CHECK ("product_import_lines"."action" IN ('create', 'update', 'unchanged', 'problem'))
);
--> statement-breakpoint
CREATE TABLE "product_imports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"file_name" varchar(255) NOT NULL,
	"status" varchar(16) DEFAULT 'ready' NOT NULL,
	"created_by" varchar(255) NOT NULL,
	"ignored_columns" text[] NOT NULL,
	"creates" integer NOT NULL,
	"updates" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"problems" integer NOT NULL,
	"applied" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"last_error" text,
	CONSTRAINT "product_imports_status_check" CHECK ("product_imports"."status" IN ('ready', 'running', 'done', 'failed', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "product_import_lines" ADD CONSTRAINT "product_import_lines_import_id_product_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."product_imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_product_imports_created_at" ON "product_imports" USING btree ("created_at");