ALTER TABLE "auth_users" ADD COLUMN "time_zone" varchar(64);--> statement-breakpoint
ALTER TABLE "storefronts" ADD COLUMN "time_zone" varchar(64);
