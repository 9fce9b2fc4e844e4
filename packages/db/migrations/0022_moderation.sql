ALTER TYPE "public"."user_role" ADD VALUE 'moderator' BEFORE 'admin';--> statement-breakpoint
CREATE TABLE "admin_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"number" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_id" uuid,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target_id" uuid,
	"target" text,
	"details" text NOT NULL,
	"address" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_entries_hash" CHECK ("audit_entries"."hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "filters" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"pattern" text NOT NULL,
	"action" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "filters_kind" CHECK ("filters"."kind" in ('word', 'link')),
	CONSTRAINT "filters_action" CHECK ("filters"."action" in ('refuse', 'allow'))
);
--> statement-breakpoint
ALTER TABLE "instance" ADD COLUMN "filters_revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "filters" ADD CONSTRAINT "filters_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "filters_kind_pattern" ON "filters" USING btree ("kind","pattern");--> statement-breakpoint
CREATE INDEX CONCURRENTLY "users_with_role" ON "users" USING btree ("role") WHERE "users"."role" <> 'user';
