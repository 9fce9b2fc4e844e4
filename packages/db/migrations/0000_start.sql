CREATE TYPE "public"."channel_kind" AS ENUM('direct', 'group', 'public', 'announcement', 'thread');--> statement-breakpoint
CREATE TYPE "public"."member_role" AS ENUM('owner', 'admin', 'member');--> statement-breakpoint
CREATE TYPE "public"."message_kind" AS ENUM('user', 'system');--> statement-breakpoint
CREATE TYPE "public"."notify_level" AS ENUM('all', 'mentions', 'none');--> statement-breakpoint
CREATE TYPE "public"."user_role" AS ENUM('user', 'admin');--> statement-breakpoint
CREATE TABLE "channels" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" "channel_kind" NOT NULL,
	"name" text,
	"description" text,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone,
	"slow_mode_seconds" integer DEFAULT 0 NOT NULL,
	"first_number" bigint DEFAULT 1 NOT NULL,
	"last_number" bigint DEFAULT 0 NOT NULL,
	"counted" bigint DEFAULT 0 NOT NULL,
	"revision" bigint DEFAULT 0 NOT NULL,
	"changed_revision" bigint DEFAULT 0 NOT NULL,
	"direct_key" text,
	"client_id" uuid,
	"parent_channel_id" uuid,
	"parent_number" bigint,
	CONSTRAINT "channels_direct_key" UNIQUE("direct_key"),
	CONSTRAINT "channels_created_client_key" UNIQUE("created_by","client_id"),
	CONSTRAINT "channels_direct" CHECK (("channels"."kind" = 'direct') = ("channels"."direct_key" is not null)),
	CONSTRAINT "channels_name" CHECK ("channels"."kind" in ('direct', 'thread') or ("channels"."name" is not null and char_length("channels"."name") between 1 and 100)),
	CONSTRAINT "channels_counters" CHECK ("channels"."last_number" >= "channels"."counted" and "channels"."revision" >= "channels"."last_number")
);
--> statement-breakpoint
CREATE TABLE "instance" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" uuid DEFAULT gen_random_uuid() NOT NULL,
	CONSTRAINT "instance_one_row" CHECK ("instance"."one")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"channel_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" "member_role" DEFAULT 'member' NOT NULL,
	"joined_at" timestamp with time zone DEFAULT now() NOT NULL,
	"left_at" timestamp with time zone,
	"revision" bigint DEFAULT 0 NOT NULL,
	"user_revision" bigint DEFAULT 0 NOT NULL,
	"read_number" bigint DEFAULT 0 NOT NULL,
	"read_counted" bigint DEFAULT 0 NOT NULL,
	"read_version" bigint DEFAULT 0 NOT NULL,
	"notify" "notify_level" DEFAULT 'all' NOT NULL,
	CONSTRAINT "members_channel_id_user_id_pk" PRIMARY KEY("channel_id","user_id"),
	CONSTRAINT "members_marker" CHECK ("members"."read_number" >= "members"."read_counted" and "members"."read_counted" >= 0)
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"channel_id" uuid NOT NULL,
	"number" bigint NOT NULL,
	"revision" bigint NOT NULL,
	"kind" "message_kind" DEFAULT 'user' NOT NULL,
	"user_id" uuid,
	"client_id" uuid NOT NULL,
	"content" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"reply_to" bigint,
	"counted" bigint NOT NULL,
	CONSTRAINT "messages_channel_id_number_pk" PRIMARY KEY("channel_id","number"),
	CONSTRAINT "messages_client_key" UNIQUE("channel_id","user_id","client_id"),
	CONSTRAINT "messages_content" CHECK (char_length("messages"."content") <= 8000),
	CONSTRAINT "messages_counters" CHECK ("messages"."number" >= "messages"."counted" and "messages"."revision" >= "messages"."number" and "messages"."number" > 0)
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"user_agent" text,
	"address" text,
	CONSTRAINT "sessions_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"username" text NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"full_name" text,
	"avatar_url" text,
	"status_text" text,
	"role" "user_role" DEFAULT 'user' NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"two_factor" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_login_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	"revision" bigint DEFAULT 0 NOT NULL,
	"profile_revision" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "users_username_length" CHECK (char_length("users"."username") between 3 and 50),
	CONSTRAINT "users_email_length" CHECK (char_length("users"."email") <= 100)
);
--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "channels_parent_key" ON "channels" USING btree ("parent_channel_id","parent_number");--> statement-breakpoint
CREATE INDEX "channels_browse" ON "channels" USING btree (lower("name"),"id") WHERE "channels"."kind" in ('public', 'announcement') and "channels"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "members_revision" ON "members" USING btree ("channel_id","revision");--> statement-breakpoint
CREATE INDEX "members_user_revision" ON "members" USING btree ("user_id","user_revision");--> statement-breakpoint
CREATE INDEX "messages_revision" ON "messages" USING btree ("channel_id","revision");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_username_key" ON "users" USING btree (lower("username"));--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree (lower("email"));