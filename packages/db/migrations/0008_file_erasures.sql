CREATE TABLE "file_erasures" (
	"store_key" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "attachments_unsent" ON "attachments" USING btree ("user_id") WHERE "attachments"."number" is null and "attachments"."used_for" is null;--> statement-breakpoint
create function note_file_erasure() returns trigger language plpgsql as $$
begin
  -- Not "do nothing": who is at it now may have counted this row still, and takes the note away without having erased anything.
  insert into file_erasures (store_key) values (old.store_key)
    on conflict (store_key) do update set created_at = excluded.created_at;
  return null;
end
$$;--> statement-breakpoint
create trigger attachments_erased after delete on attachments for each row execute function note_file_erasure();
