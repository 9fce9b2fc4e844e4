ALTER TABLE "members" ADD COLUMN "skipped" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "follows" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "mentions" ADD COLUMN "author_id" uuid;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deleted_revision" bigint;--> statement-breakpoint
CREATE INDEX "blocks_blocked" ON "blocks" USING btree ("blocked_id") WHERE "blocks"."lifted_at" is null;--> statement-breakpoint
update "messages" set "deleted_revision" = "revision" where "deleted_at" is not null;--> statement-breakpoint
update "mentions" c set "author_id" = w."user_id" from "messages" w where w."channel_id" = c."channel_id" and w."number" = c."number";--> statement-breakpoint
-- Own, deleted and blocked messages after each marker. Each of the three finds its rows by what is rare.
update "members" m set "skipped" = s.n from (
  select channel_id, user_id, count(*) as n from (
    select m.channel_id, m.user_id, w.number from "messages" w join "members" m on m.channel_id = w.channel_id and m.read_number < w.number
      where w.deleted_at is not null and w.kind = 'user'
    union
    select m.channel_id, m.user_id, w.number from "members" m join "messages" w on w.channel_id = m.channel_id and w.user_id = m.user_id
      where w.number > m.read_number and w.kind = 'user'
    union
    select m.channel_id, m.user_id, w.number from "blocks" b join "members" m on m.user_id = b.user_id
      join "messages" w on w.channel_id = m.channel_id and w.user_id = b.blocked_id
      where b.lifted_at is null and w.number > m.read_number and w.kind = 'user'
  ) t group by 1, 2
) s where m.channel_id = s.channel_id and m.user_id = s.user_id;--> statement-breakpoint
-- What messages show of their threads leaves out deleted replies from now on.
update "messages" w set "thread_replies" = r.replies, "thread_last_reply_at" = r.last_reply_at, "thread_user_ids" = r.user_ids
from (
  select t.parent_channel_id as channel_id, t.parent_number as number, a.*
  from "channels" t
  cross join lateral (
    select count(*) as replies, max(m.created_at) as last_reply_at, coalesce((
      select array_agg(first.user_id order by first.n) from (
        select f.user_id, min(f.number) as n from "messages" f
        where f.channel_id = t.id and f.deleted_at is null and f.user_id is not null group by 1 order by 2 limit 3
      ) first
    ), '{}') as user_ids
    from "messages" m where m.channel_id = t.id and m.deleted_at is null
  ) a
  where t.parent_channel_id is not null and exists (select from "messages" d where d.channel_id = t.id and d.deleted_at is not null)
) r where w.channel_id = r.channel_id and w.number = r.number;
