-- One row: the epoch of this database.
insert into "instance" default values on conflict do nothing;--> statement-breakpoint
-- These rows are rewritten with every batch of messages. Room on their page lets Postgres do it without touching an index.
alter table "channels" set (fillfactor = 60);--> statement-breakpoint
alter table "members" set (fillfactor = 80);--> statement-breakpoint
-- The group commit: what packages/db/src/message-log.ts calls, once per batch. The arrays are parallel, in the order in
-- which messages to one channel are to be numbered; no (channel, user, client id) may be in them twice.
--
-- Two statements on purpose. The first locks the channels in id order (an ORDER BY inside one big statement would not
-- order the locks); the second sees a snapshot taken after the locks, so that someone removed before the lock was had
-- is seen as removed, and a duplicate that another node committed is seen as one. The function must stay VOLATILE:
-- that is what gives each of its statements a new snapshot.
--
-- enable_seqscan = off: Postgres keeps the plan of the first calls, made when the tables may have been empty.
create function append_messages(
  in_channels uuid[], in_users uuid[], in_clients uuid[], in_contents text[], in_metadata jsonb[], in_replies bigint[]
)
returns table (place bigint, verdict text, found_kind channel_kind, message messages)
language plpgsql volatile
set lock_timeout = '2s'
set enable_seqscan = off
as $$
begin
  perform 1 from channels where id = any (in_channels) order by id for no key update;

  return query
  with input as materialized (
    select * from unnest(in_channels, in_users, in_clients, in_contents, in_metadata, in_replies)
      with ordinality as t (c, u, k, x, d, r, o)
  ),
  ch as materialized (
    select id, kind, archived_at is not null as archived from channels where id = any (in_channels)
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
    insert into messages as w (channel_id, number, revision, counted, user_id, client_id, content, metadata, reply_to, created_at)
    select f.c, h.number + f.n, h.revision + f.n, h.counted + f.n, f.u, f.k, f.x, f.d, f.r, clock_timestamp()
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
  select j.o, j.verdict, j.kind, case j.verdict when 'new' then made.m else j.known end
  from judged j left join made on made.c = j.c and made.u = j.u and made.k = j.k;
end
$$;
