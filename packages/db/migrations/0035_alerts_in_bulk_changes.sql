ALTER TABLE "bulk_changes" DROP CONSTRAINT "bulk_changes_kind_check";--> statement-breakpoint
ALTER TABLE "bulk_changes" ADD CONSTRAINT "bulk_changes_kind_check" CHECK ("bulk_changes"."kind" IN ('products', 'affiliates', 'conversions', 'alerts'));
