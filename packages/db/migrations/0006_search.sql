CREATE TABLE "message_search" (
	"channel_id" uuid NOT NULL,
	"number" bigint NOT NULL,
	"home_id" uuid NOT NULL,
	"user_id" uuid,
	"at" bigint NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "message_search_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"segment" integer NOT NULL,
	"terms" "tsvector" NOT NULL,
	CONSTRAINT "message_search_channel_id_number_pk" PRIMARY KEY("channel_id","number")
);
--> statement-breakpoint
CREATE TABLE "message_search_channels" (
	"channel_id" uuid PRIMARY KEY NOT NULL,
	"revision" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "message_search_segments" (
	"id" integer PRIMARY KEY NOT NULL,
	"starts_at" bigint NOT NULL,
	"messages" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "message_search_segments_starts" UNIQUE("starts_at")
);
--> statement-breakpoint
CREATE TABLE "message_search_state" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"forgotten" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "message_search_state_one_row" CHECK ("message_search_state"."one")
);
--> statement-breakpoint
CREATE TABLE "message_search_words" (
	"word" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "message_search_channels" ADD CONSTRAINT "message_search_channels_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "message_search_at" ON "message_search" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "message_search_home" ON "message_search" USING btree ("home_id","at","id");--> statement-breakpoint
CREATE INDEX "message_search_terms" ON "message_search" USING gin ("terms") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "channels_open" ON "channels" USING btree ("id") WHERE "channels"."kind" in ('public', 'announcement');--> statement-breakpoint
INSERT INTO "message_search_state" DEFAULT VALUES;--> statement-breakpoint
-- Words are found by a part of them through an index of trigrams. Where the extension is not to be had, they are read through.
do $$
begin
  create extension if not exists pg_trgm;
exception when others then
  raise warning 'pg_trgm is not available, so finding words by a part of them is slower: %', sqlerrm;
end
$$;--> statement-breakpoint
do $$
begin
  if exists (select from pg_extension where extname = 'pg_trgm') then
    create index message_search_words_parts on message_search_words using gin (word gin_trgm_ops);
  end if;
end
$$;--> statement-breakpoint
-- Messages become tombstones; their rows go with their channel alone.
create function forget_deleted_messages() returns trigger language plpgsql as $$
begin
  delete from message_search s using gone where s.channel_id = gone.channel_id and s.number = gone.number;
  return null;
end
$$;--> statement-breakpoint
create trigger messages_forget after delete on messages
  referencing old table as gone for each statement execute function forget_deleted_messages();
