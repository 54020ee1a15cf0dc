CREATE TABLE "bulk_change_lines" (
	"change_id" uuid NOT NULL,
	"subject_id" bigint NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"outcome" varchar(16),
	CONSTRAINT "bulk_change_lines_pkey" PRIMARY KEY("change_id","subject_id")
);
--> statement-breakpoint
CREATE TABLE "bulk_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" varchar(16) NOT NULL,
	"change" jsonb NOT NULL,
	"state" varchar(16) DEFAULT 'ready' NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"applied_at" timestamp with time zone,
	"total" integer NOT NULL,
	CONSTRAINT "bulk_changes_kind_check" CHECK ("bulk_changes"."kind" IN ('products', 'affiliates', 'conversions')),
	CONSTRAINT "bulk_changes_state_check" CHECK ("bulk_changes"."state" IN ('ready', 'running', 'done', 'undoing', 'undone'))
);
--> statement-breakpoint
CREATE TABLE "list_choices" (
	"person_id" text NOT NULL,
	"list" varchar(32) NOT NULL,
	"view_id" uuid,
	"columns" jsonb,
	CONSTRAINT "list_choices_pkey" PRIMARY KEY("person_id","list")
);
--> statement-breakpoint
CREATE TABLE "list_views" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"list" varchar(32) NOT NULL,
	"owner_id" text NOT NULL,
	"name" varchar(255) NOT NULL,
	"is_shared" boolean DEFAULT false NOT NULL,
	"search" jsonb NOT NULL,
	"columns" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "bulk_change_lines" ADD CONSTRAINT "bulk_change_lines_change_id_bulk_changes_id_fk" FOREIGN KEY ("change_id") REFERENCES "public"."bulk_changes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_changes" ADD CONSTRAINT "bulk_changes_created_by_auth_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."auth_users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_choices" ADD CONSTRAINT "list_choices_person_id_auth_users_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."auth_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_choices" ADD CONSTRAINT "list_choices_view_id_list_views_id_fk" FOREIGN KEY ("view_id") REFERENCES "public"."list_views"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_views" ADD CONSTRAINT "list_views_owner_id_auth_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."auth_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_bulk_changes_created_at" ON "bulk_changes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "idx_list_choices_view" ON "list_choices" USING btree ("view_id");--> statement-breakpoint
CREATE UNIQUE INDEX "list_views_name_key" ON "list_views" USING btree ("owner_id","list",lower("name"));--> statement-breakpoint
CREATE INDEX "idx_list_views_shared" ON "list_views" USING btree ("list") WHERE is_shared;
