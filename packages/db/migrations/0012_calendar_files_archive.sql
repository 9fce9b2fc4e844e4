ALTER TABLE "attachments" ADD COLUMN "keeps_metadata" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "swept_revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "attachments_previews" ON "attachments" USING btree ("created_at") WHERE "attachments"."used_for" = 'preview';--> statement-breakpoint
CREATE INDEX "messages_previews" ON "messages" USING gin ("previews" jsonb_path_ops) WHERE "messages"."previews" is not null;