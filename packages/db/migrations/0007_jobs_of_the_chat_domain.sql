ALTER TABLE "link_previews" ADD COLUMN "taken_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "scheduled_messages" ADD COLUMN "begun_at" timestamp with time zone;