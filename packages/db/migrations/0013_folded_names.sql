CREATE TABLE "name_claims" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"owner_id" uuid NOT NULL,
	CONSTRAINT "name_claims_kind_key_pk" PRIMARY KEY("kind","key")
);
--> statement-breakpoint
CREATE TABLE "message_search_index" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"forgotten" bigint DEFAULT 0 NOT NULL,
	"fold_version" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "message_search_index_one_row" CHECK ("message_search_index"."one")
);
--> statement-breakpoint
DROP INDEX "channels_browse";--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "name_folded" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "fold_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "name_clashes" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "instance" ADD COLUMN "reactions_fold_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "time_zone" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "name_folded" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "fold_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "name_clashes" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "name_claims_owner" ON "name_claims" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "channels_to_fold" ON "channels" USING btree ("fold_version","created_at","id") WHERE "channels"."name" is not null;--> statement-breakpoint
CREATE INDEX "channels_clashing" ON "channels" USING btree ("id") WHERE "channels"."name_clashes";--> statement-breakpoint
CREATE INDEX "users_to_fold" ON "users" USING btree ("fold_version","created_at","id");--> statement-breakpoint
CREATE INDEX "users_clashing" ON "users" USING btree ("id") WHERE "users"."name_clashes";--> statement-breakpoint
CREATE INDEX "channels_browse" ON "channels" USING btree (coalesce("name_folded", lower("name")),"id") WHERE "channels"."kind" in ('public', 'announcement') and "channels"."archived_at" is null;--> statement-breakpoint
-- Nodes of the release before find no row to lock here, and leave the index to nodes that fold words.
insert into message_search_index (forgotten) select forgotten from message_search_state;--> statement-breakpoint
delete from message_search_state;
