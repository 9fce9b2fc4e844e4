CREATE TYPE "public"."invitation_state" AS ENUM('waiting', 'accepted', 'declined', 'withdrawn');--> statement-breakpoint
CREATE TABLE "invitations" (
	"user_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"invited_by" uuid,
	"invited_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" "invitation_state" DEFAULT 'waiting' NOT NULL,
	"user_revision" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "invitations_user_id_channel_id_pk" PRIMARY KEY("user_id","channel_id")
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "chosen" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "reachable_by" text;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_users_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invitations_user_revision" ON "invitations" USING btree ("user_id","user_revision");--> statement-breakpoint
CREATE INDEX "invitations_channel" ON "invitations" USING btree ("channel_id") WHERE "invitations"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "invitations_invited_by" ON "invitations" USING btree ("invited_by") WHERE "invitations"."state" = 'waiting';--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_reachable_by" CHECK ("users"."reachable_by" in ('acquaintances', 'nobody'));