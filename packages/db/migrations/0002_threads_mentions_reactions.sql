CREATE TYPE "public"."everyone_mention" AS ENUM('channel', 'here');--> statement-breakpoint
CREATE TABLE "mentions" (
	"channel_id" uuid NOT NULL,
	"number" bigint NOT NULL,
	"user_id" uuid,
	CONSTRAINT "mentions_key" UNIQUE NULLS NOT DISTINCT("channel_id","number","user_id")
);
--> statement-breakpoint
CREATE TABLE "message_versions" (
	"channel_id" uuid NOT NULL,
	"number" bigint NOT NULL,
	"revision" bigint NOT NULL,
	"content" text NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	CONSTRAINT "message_versions_channel_id_number_revision_pk" PRIMARY KEY("channel_id","number","revision")
);
--> statement-breakpoint
CREATE TABLE "reactions" (
	"channel_id" uuid NOT NULL,
	"number" bigint NOT NULL,
	"emoji" text NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "reactions_channel_id_number_emoji_user_id_pk" PRIMARY KEY("channel_id","number","emoji","user_id")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_channel_id" uuid;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_replies" bigint;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_last_reply_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_user_ids" uuid[];--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "mentioned_user_ids" uuid[];--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "mentioned_everyone" "everyone_mention";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "reactions" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "pinned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "suspended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_message_fk" FOREIGN KEY ("channel_id","number") REFERENCES "public"."messages"("channel_id","number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_versions" ADD CONSTRAINT "message_versions_message_fk" FOREIGN KEY ("channel_id","number") REFERENCES "public"."messages"("channel_id","number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_message_fk" FOREIGN KEY ("channel_id","number") REFERENCES "public"."messages"("channel_id","number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mentions_user" ON "mentions" USING btree ("user_id","channel_id","number");--> statement-breakpoint
CREATE INDEX "messages_pinned" ON "messages" USING btree ("channel_id","pinned_at") WHERE "messages"."pinned_at" is not null;--> statement-breakpoint
-- Who registers first is an admin from now on. Where people are already, it is who came first.
update users set role = 'admin'
where id = (select id from users order by created_at, id limit 1) and not exists (select 1 from users where role = 'admin');
--> statement-breakpoint
-- Whom messages mention, of the people in their channel (of a thread: in the channel above it). `in_mentions` is
-- [{"place", "names", "everyone"}, …]: `place` is that in the arrays, and each of `names` is a list of what one @word may mean,
-- the likeliest first. Everyone is called by anybody in a group, elsewhere by owners and admins.
create function find_mentioned(in_channels uuid[], in_authors uuid[], in_mentions jsonb)
returns table (place int, users uuid[], everyone everyone_mention)
language sql stable
set enable_seqscan = off
as $$
  -- LATERAL with LIMIT, here too: index probes, whatever the planner believes of the tables' sizes.
  with told as materialized (
    select t.place, t.author, t.names, t.everyone, home.id as home, home.kind
    from (
      select (e ->> 'place')::int as place, in_channels[(e ->> 'place')::int] as channel,
        in_authors[(e ->> 'place')::int] as author, e -> 'names' as names, e ->> 'everyone' as everyone
      from jsonb_array_elements(in_mentions) e
    ) t
    cross join lateral (
      select h.id, h.kind from channels c join channels h on h.id = coalesce(c.parent_channel_id, c.id)
      where c.id = t.channel limit 1
    ) home
  ),
  meant as materialized (
    select told.place, told.home, told.author, word.i, meaning.rank, person.id
    from told
    cross join lateral jsonb_array_elements(told.names) with ordinality word (meanings, i)
    cross join lateral jsonb_array_elements_text(word.meanings) with ordinality meaning (name, rank)
    cross join lateral (select u.id from users u where lower(u.username) = meaning.name limit 1) person
  ),
  hit as materialized (
    select distinct on (meant.place, meant.i) meant.place, meant.id, meant.author
    from meant
    cross join lateral (
      select from members m where m.channel_id = meant.home and m.user_id = meant.id and m.left_at is null limit 1
    ) present
    order by meant.place, meant.i, meant.rank
  ),
  people as (select hit.place, array_agg(distinct hit.id) as ids from hit where hit.id <> hit.author group by 1)
  select told.place, people.ids, case
    when told.everyone is null then null
    when told.kind = 'group' or (told.kind <> 'direct' and exists (
      select 1 from members m
      where m.channel_id = told.home and m.user_id = told.author and m.left_at is null and m.role in ('owner', 'admin')
    )) then told.everyone::everyone_mention
  end
  from told left join people on people.place = told.place;
$$;--> statement-breakpoint
drop function append_messages(uuid[], uuid[], uuid[], text[], jsonb[], bigint[]);--> statement-breakpoint
-- The group commit: what packages/db/src/message-log.ts calls, once per batch. The arrays are parallel, in the order in
-- which messages to one channel are to be numbered; no (channel, user, client id) may be in them twice. `in_mentions` is null
-- when nobody is mentioned, else [{"place", "names", "everyone"}, …] for those messages that do.
--
-- Several statements on purpose. The first that writes locks the channels in id order (an ORDER BY inside one big statement
-- would not order the locks), a thread's together with the one above it; the others see snapshots taken after the locks, so
-- that someone removed before the lock was had is seen as removed, and a duplicate that another node committed is seen as
-- one. The function must stay VOLATILE: that is what gives each of its statements a new snapshot.
--
-- Besides one row for each message it returns, with place 0, the rows that changed with them: `joined`, a member that a thread
-- got because they wrote in it, and `parent`, the message that a thread is below.
--
-- force_generic_plan: planning these statements anew for every batch costs more than a batch of ten. enable_seqscan = off:
-- the plan that is kept may have been made when the tables were empty.
create function append_messages(
  in_channels uuid[], in_users uuid[], in_clients uuid[], in_contents text[], in_metadata jsonb[], in_replies bigint[],
  in_mentions jsonb
)
returns table (place bigint, verdict text, found_kind channel_kind, message messages, joined jsonb)
language plpgsql volatile
set lock_timeout = '2s'
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  -- The channels above the threads of this batch: null in most. It never changes, so it may be read before the lock.
  parents uuid[];
  joining_channels uuid[];
  joining_users uuid[];
  mentioned jsonb;
begin
  select array_agg(parent_channel_id) into parents
  from channels where id = any (in_channels) and parent_channel_id is not null;

  perform 1 from channels where id = any (in_channels || parents) order by id for no key update;

  if parents is not null then
    -- Who is in the channel above and writes in a thread for the first time joins it. Who is in a thread is in the channel
    -- above it: leaving that one ends both, under these same locks.
    select array_agg(c), array_agg(u) into joining_channels, joining_users
    from (
      select distinct i.c, i.u from unnest(in_channels, in_users, in_clients) i (c, u, k)
      join channels t on t.id = i.c and t.archived_at is null
      join channels p on p.id = t.parent_channel_id and p.archived_at is null
      join members above on above.channel_id = p.id and above.user_id = i.u and above.left_at is null
      where not exists (select 1 from members m where m.channel_id = i.c and m.user_id = i.u and m.left_at is null)
      and not exists (select 1 from messages w where w.channel_id = i.c and w.user_id = i.u and w.client_id = i.k)
    ) asked;
  end if;

  if joining_users is not null then
    perform 1 from users where id = any (joining_users) order by id for no key update;
    return query
    with joining as materialized (
      select c, u, row_number() over (partition by c order by u) as n, row_number() over (partition by u order by c) as own
      from unnest(joining_channels, joining_users) t (c, u)
    ),
    heads as materialized (
      update channels h set revision = h.revision + total.n
      from (select c, count(*) as n from joining group by c) total where h.id = total.c
      returning h.id, h.revision - total.n as revision, h.last_number, h.counted
    ),
    owners as materialized (
      update users w set revision = w.revision + total.n
      from (select u, count(*) as n from joining group by u) total where w.id = total.u
      returning w.id, w.revision - total.n as revision
    ),
    made as (
      insert into members as m (channel_id, user_id, revision, user_revision, read_number, read_counted)
      select j.c, j.u, heads.revision + j.n, owners.revision + j.own, heads.last_number, heads.counted
      from joining j join heads on heads.id = j.c join owners on owners.id = j.u
      on conflict (channel_id, user_id) do update set
        role = 'member', joined_at = now(), left_at = null, revision = excluded.revision,
        user_revision = excluded.user_revision, read_number = excluded.read_number, read_counted = excluded.read_counted
      returning to_jsonb(m) as row
    )
    select 0::bigint, 'joined', null::channel_kind, null::messages, made.row from made;
  end if;

  if in_mentions is not null then
    select jsonb_object_agg(f.place, jsonb_build_object('users', f.users, 'everyone', f.everyone)) into mentioned
    from find_mentioned(in_channels, in_users, in_mentions) f
    where f.users is not null or f.everyone is not null;
  end if;

  return query
  with input as materialized (
    select * from unnest(in_channels, in_users, in_clients, in_contents, in_metadata, in_replies)
      with ordinality as t (c, u, k, x, d, r, o)
  ),
  ch as materialized (
    select id, kind, archived_at is not null or (parents is not null and exists (
      select 1 from channels p where p.id = channels.parent_channel_id and p.archived_at is not null
    )) as archived
    from channels where id = any (in_channels)
  ),
  -- LATERAL with LIMIT: one index probe each, whatever the planner believes of the table's size.
  mem as materialized (
    select p.c, p.u, m.role from (select distinct c, u from input) p
    cross join lateral (
      select role from members where channel_id = p.c and user_id = p.u and left_at is null limit 1
    ) m
  ),
  judged as materialized (
    select i.*, ch.kind, known.m as known,
      case
        -- Before any check: a retry is answered with the message as it now is, whatever changed meanwhile.
        when known.number is not null then 'duplicate'
        when ch.id is null then 'missing'
        when mem.role is null then 'outsider'
        when ch.archived then 'archived'
        when ch.kind = 'announcement' and mem.role = 'member' then 'readonly'
        else 'new'
      end as verdict
    from input i
    left join ch on ch.id = i.c
    left join mem on mem.c = i.c and mem.u = i.u
    left join lateral (
      select m, m.number from messages m where m.channel_id = i.c and m.user_id = i.u and m.client_id = i.k limit 1
    ) known on true
  ),
  fresh as materialized (
    select o, c, u, k, x, d, r, row_number() over (partition by c order by o) as n from judged where judged.verdict = 'new'
  ),
  total as (select c, count(*) as n from fresh group by c),
  heads as materialized (
    update channels h
    set last_number = h.last_number + total.n, counted = h.counted + total.n, revision = h.revision + total.n
    from total where h.id = total.c
    returning h.id, h.last_number - total.n as number, h.counted - total.n as counted, h.revision - total.n as revision
  ),
  made as (
    insert into messages as w (channel_id, number, revision, counted, user_id, client_id, content, metadata, reply_to, created_at,
      mentioned_user_ids, mentioned_everyone)
    select f.c, h.number + f.n, h.revision + f.n, h.counted + f.n, f.u, f.k, f.x, f.d, f.r, clock_timestamp(),
      case when jsonb_typeof(mentioned -> f.o::text -> 'users') = 'array' then
        array(select value::uuid from jsonb_array_elements_text(mentioned -> f.o::text -> 'users'))
      end,
      (mentioned -> f.o::text ->> 'everyone')::everyone_mention
    from fresh f join heads h on h.id = f.c
    order by f.c, f.n
    returning w as m, w.channel_id as c, w.user_id as u, w.client_id as k, w.number, w.counted
  ),
  -- Only forward, and without a new version: sending is no act of reading that other devices must hear of.
  marked as (
    update members m set read_number = s.number, read_counted = s.counted
    from (select made.c, made.u, max(made.number) as number, max(made.counted) as counted from made group by 1, 2) s
    where m.channel_id = s.c and m.user_id = s.u and m.read_number < s.number
  )
  select j.o, j.verdict,
    case when parents is null or j.kind is distinct from 'thread' then j.kind else (
      select p.kind from channels t join channels p on p.id = t.parent_channel_id where t.id = j.c
    ) end,
    case j.verdict when 'new' then made.m else j.known end, null::jsonb
  from judged j left join made on made.c = j.c and made.u = j.u and made.k = j.k;

  if mentioned is not null then
    insert into mentions (channel_id, number, user_id)
    select w.channel_id, w.number, called.id
    from (select key::int as o from jsonb_object_keys(mentioned) key) told
    join messages w on w.channel_id = in_channels[o] and w.user_id = in_users[o] and w.client_id = in_clients[o]
    cross join lateral (
      select unnest(w.mentioned_user_ids) as id
      union all select null where w.mentioned_everyone = 'channel'
    ) called
    on conflict do nothing;
  end if;

  if parents is not null then
    return query
    with moved as materialized (
      select t.id, t.parent_channel_id as c, t.parent_number as number, t.counted,
        row_number() over (partition by t.parent_channel_id order by t.parent_number) as n
      from channels t join messages w on w.channel_id = t.parent_channel_id and w.number = t.parent_number
      where t.id = any (in_channels) and t.counted > coalesce(w.thread_replies, 0)
    ),
    heads as materialized (
      update channels h set revision = h.revision + total.n
      from (select c, count(*) as n from moved group by c) total where h.id = total.c
      returning h.id, h.revision - total.n as revision
    )
    update messages w set
      revision = heads.revision + moved.n,
      thread_channel_id = moved.id,
      thread_replies = moved.counted,
      thread_last_reply_at = (
        select r.created_at from messages r where r.channel_id = moved.id order by r.number desc limit 1
      ),
      thread_user_ids = (
        select array_agg(first.id order by first.place) from (
          select id, min(t.place) as place from unnest(coalesce(w.thread_user_ids, '{}') || array(
            select r.user_id from messages r
            where r.channel_id = moved.id and r.number > coalesce(w.thread_replies, 0) and r.user_id is not null
            order by r.number
          )) with ordinality t (id, place)
          group by id order by 2 limit 3
        ) first
      )
    from moved join heads on heads.id = moved.c
    where w.channel_id = moved.c and w.number = moved.number
    returning 0::bigint, 'parent', null::channel_kind, w, null::jsonb;
  end if;
end
$$;
--> statement-breakpoint
-- The same constraint, made anew, so that its index is the newest of the table. While a table is empty all its indexes look
-- equally good, and Postgres takes the newest; the function keeps that plan until the table is analyzed, a minute or more.
-- With `messages_revision` the search for a duplicate read the whole channel, for every message.
alter table "messages" drop constraint "messages_client_key";--> statement-breakpoint
alter table "messages" add constraint "messages_client_key" unique ("channel_id", "user_id", "client_id");
