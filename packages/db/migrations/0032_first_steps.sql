ALTER TABLE "api_keys" ADD COLUMN "last_used_network" text;--> statement-breakpoint
ALTER TABLE "auth_users" ADD COLUMN "skipped_setup_steps" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "auth_users" ADD COLUMN "is_setup_hidden" boolean DEFAULT false NOT NULL;
