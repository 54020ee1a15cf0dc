CREATE TABLE "event_arrivals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "event_arrivals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subject" varchar(300) NOT NULL,
	"key_id" integer,
	"door" varchar(8) NOT NULL,
	"origin" varchar(255),
	"timestamp" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "event_arrivals_door_check" CHECK ("event_arrivals"."door" IN ('api', 'pixel', 'link', 'server'))
);
--> statement-breakpoint
ALTER TABLE "refused_events" ADD COLUMN "key_id" integer;--> statement-breakpoint
ALTER TABLE "refused_events" ADD COLUMN "key_hint" varchar(32);--> statement-breakpoint
ALTER TABLE "refused_events" ADD COLUMN "door" varchar(8);--> statement-breakpoint
ALTER TABLE "test_events" ADD COLUMN "key_id" integer;--> statement-breakpoint
ALTER TABLE "test_events" ADD COLUMN "door" varchar(8);--> statement-breakpoint
ALTER TABLE "test_events" ADD COLUMN "origin" varchar(255);--> statement-breakpoint
CREATE INDEX "idx_event_arrivals_subject" ON "event_arrivals" USING btree ("subject","id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "idx_event_arrivals_timestamp" ON "event_arrivals" USING brin ("timestamp");
