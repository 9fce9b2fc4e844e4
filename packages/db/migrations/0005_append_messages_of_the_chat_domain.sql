-- Whom messages mention, of the people in their channel (of a thread: in the channel above it). `in_mentions` is
-- [{"place", "names", "everyone"}, …]: `place` is that in the arrays, and each of `names` is a list of what one @word may mean,
-- the likeliest first. Everyone is called by anybody in a group, elsewhere by owners and admins. Who has blocked the author is not
-- called by name.
create or replace function find_mentioned(in_channels uuid[], in_authors uuid[], in_mentions jsonb)
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
  people as (
    select hit.place, array_agg(distinct hit.id) as ids from hit
    where hit.id <> hit.author and not exists (
      select from blocks b where b.user_id = hit.id and b.blocked_id = hit.author and b.lifted_at is null
    )
    group by 1
  )
  select told.place, people.ids, case
    when told.everyone is null then null
    when told.kind = 'group' or (told.kind <> 'direct' and exists (
      select 1 from members m
      where m.channel_id = told.home and m.user_id = told.author and m.left_at is null and m.role in ('owner', 'admin')
    )) then told.everyone::everyone_mention
  end
  from told left join people on people.place = told.place;
$$;--> statement-breakpoint
drop function append_messages(uuid[], uuid[], uuid[], text[], jsonb[], bigint[], jsonb);--> statement-breakpoint
-- The group commit: what packages/db/src/message-log.ts calls, once per batch. The arrays are parallel, in the order in
-- which messages to one channel are to be numbered; no (channel, user, client id) may be in them twice. `in_mentions` is null
-- when nobody is mentioned, else [{"place", "names", "everyone"}, …] for those messages that do. So is `in_attachments` where
-- nothing is attached, else [{"place", "ids"}, …], and `in_extras`, else {"<place>": {"poll", "forwarded"}, …}.
--
-- Several statements on purpose. The first that writes locks the channels in id order (an ORDER BY inside one big statement
-- would not order the locks), a thread's together with the one above it; the others see snapshots taken after the locks, so
-- that someone removed before the lock was had is seen as removed, and a duplicate that another node committed is seen as
-- one. The function must stay VOLATILE: that is what gives each of its statements a new snapshot.
--
-- The lock order: channels, then users, then attachments. A block of one by the other is committed under the lock of their
-- direct conversation, and so is seen by what comes after it.
--
-- Slow mode is the channel's own: a thread below it has none.
--
-- Besides one row for each message it returns, with place 0, the rows that changed with them: `joined`, a member that a thread
-- got because they wrote in it, and `parent`, the message that a thread is below.
--
-- force_generic_plan: planning these statements anew for every batch costs more than a batch of ten. enable_seqscan = off:
-- the plan that is kept may have been made when the tables were empty.
create function append_messages(
  in_channels uuid[], in_users uuid[], in_clients uuid[], in_contents text[], in_metadata jsonb[], in_replies bigint[],
  in_mentions jsonb, in_attachments jsonb, in_extras jsonb
)
returns table (place bigint, verdict text, found_kind channel_kind, wait_ms bigint, message messages, joined jsonb)
language plpgsql volatile
set lock_timeout = '2s'
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  -- The channels above the threads of this batch: null in most. It never changes, so it may be read before the lock.
  parents uuid[];
  has_pairs boolean;
  -- Direct conversations where one has blocked the other.
  walled uuid[];
  -- Of messages in a thread by those who are only in the channel above it, yet.
  near_places bigint[];
  joining_places bigint[];
  joining_users uuid[];
  mentioned jsonb;
  attached jsonb;
begin
  select array_agg(parent_channel_id) filter (where parent_channel_id is not null),
    bool_or(kind in ('direct', 'thread'))
  into parents, has_pairs
  from channels where id = any (in_channels);

  perform 1 from channels where id = any (in_channels || parents) order by id for no key update;

  if has_pairs then
    select array_agg(d.id) into walled
    from (
      select id, string_to_array(direct_key, ':')::uuid[] as pair
      from channels where id = any (in_channels || parents) and kind = 'direct' offset 0
    ) d
    where (
      select 1 from blocks b where b.user_id = pair[1] and b.blocked_id = pair[2] and b.lifted_at is null limit 1
    ) is not null or (
      select 1 from blocks b where b.user_id = pair[2] and b.blocked_id = pair[1] and b.lifted_at is null limit 1
    ) is not null;
  end if;

  if parents is not null then
    -- Who is in the channel above and writes in a thread for the first time joins it, unless what they write will be refused.
    -- Who is in a thread is in the channel above it: leaving that one ends both, under these same locks.
    select array_agg(o), array_agg(o) filter (where is_good), array_agg(distinct u) filter (where is_good)
    into near_places, joining_places, joining_users
    from (
      select i.o, i.u, t.archived_at is null and p.archived_at is null
        and (i.r is null or i.r between t.first_number and t.last_number)
        and (p.id = any (walled)) is not true as is_good
      from unnest(in_channels, in_users, in_clients, in_replies) with ordinality i (c, u, k, r, o)
      join channels t on t.id = i.c
      join channels p on p.id = t.parent_channel_id
      join members above on above.channel_id = p.id and above.user_id = i.u and above.left_at is null
      where not exists (select 1 from members m where m.channel_id = i.c and m.user_id = i.u and m.left_at is null)
      and not exists (select 1 from messages w where w.channel_id = i.c and w.user_id = i.u and w.client_id = i.k)
    ) asked;
    if joining_users is not null then
      perform 1 from users where id = any (joining_users) order by id for no key update;
    end if;
  end if;

  if in_attachments is not null then
    perform 1 from attachments a
    where a.id = any (array(
      select id::uuid from jsonb_array_elements(in_attachments) e, jsonb_array_elements_text(e -> 'ids') id
    ))
    order by a.id for no key update;
    -- By the message's place: what is to stand in it, or false when one of them cannot.
    select jsonb_object_agg(one.place, case when one.are_good then one.shown else 'false' end) into attached
    from (
      select asked.place,
        jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'type', a.type, 'size', a.size, 'width', a.width,
          'height', a.height, 'preview', a.preview) order by asked.i) as shown,
        bool_and(a.id is not null and asked.turn = 1) as are_good
      from (
        select (e ->> 'place')::int as place, t.id::uuid as id, t.i,
          row_number() over (partition by t.id::uuid order by (e ->> 'place')::int, t.i) as turn
        from jsonb_array_elements(in_attachments) e,
          jsonb_array_elements_text(e -> 'ids') with ordinality t (id, i)
      ) asked
      left join lateral (
        select * from attachments t
        where t.id = asked.id and t.user_id = in_users[asked.place] and t.channel_id = in_channels[asked.place]
        and t.state = 'ready' and t.number is null limit 1
      ) a on true
      group by 1
    ) one;
  end if;

  if joining_users is not null then
    return query
    with joining as materialized (
      select c, u, row_number() over (partition by c order by u) as n, row_number() over (partition by u order by c) as own
      from (
        select distinct in_channels[o], in_users[o] from unnest(joining_places) o
        where (attached -> o::text) is distinct from 'false'
      ) t (c, u)
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
    select 0::bigint, 'joined', null::channel_kind, null::bigint, null::messages, made.row from made;
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
    select id, kind, first_number, last_number, slow_mode_seconds,
      archived_at is not null or (parents is not null and exists (
        select 1 from channels p where p.id = channels.parent_channel_id and p.archived_at is not null
      )) as archived,
      id = any (walled) or parent_channel_id = any (walled) as blocked
    from channels where id = any (in_channels)
  ),
  -- LATERAL with LIMIT: one index probe each, whatever the planner believes of the table's size.
  mem as materialized (
    select p.c, p.u, m.role, m.last_sent_at from (select distinct c, u from input) p
    cross join lateral (
      select role, last_sent_at from members where channel_id = p.c and user_id = p.u and left_at is null limit 1
    ) m
  ),
  judged as materialized (
    select i.*, ch.kind, known.m as known,
      case when mem.role = 'member' then ch.slow_mode_seconds else 0 end as slow, mem.last_sent_at as sent,
      case
        -- Before any check: a retry is answered with the message as it now is, whatever changed meanwhile.
        when known.number is not null then 'duplicate'
        when ch.id is null then 'missing'
        when mem.role is null and (i.o = any (near_places)) is not true then 'outsider'
        when ch.archived then 'archived'
        when ch.kind = 'announcement' and mem.role = 'member' then 'readonly'
        when ch.blocked then 'blocked'
        when i.r not between ch.first_number and ch.last_number then 'noreply'
        when (attached -> i.o::text) = 'false' then 'noattachment'
        when ch.slow_mode_seconds > 0 and mem.role = 'member'
          and mem.last_sent_at > clock_timestamp() - make_interval(secs => ch.slow_mode_seconds) then 'slow'
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
    select o, c, u, k, x, d, r, row_number() over (partition by c order by o) as n from judged
    where judged.verdict = 'new'
    -- In slow mode, of several by one author the first.
    and (judged.slow = 0 or not exists (
      select 1 from judged e where e.c = judged.c and e.u = judged.u and e.o < judged.o and e.verdict = 'new'
    ))
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
      mentioned_user_ids, mentioned_everyone, attachments, poll, forwarded)
    select f.c, h.number + f.n, h.revision + f.n, h.counted + f.n, f.u, f.k, f.x, f.d, f.r, clock_timestamp(),
      case when jsonb_typeof(mentioned -> f.o::text -> 'users') = 'array' then
        array(select value::uuid from jsonb_array_elements_text(mentioned -> f.o::text -> 'users'))
      end,
      (mentioned -> f.o::text ->> 'everyone')::everyone_mention,
      attached -> f.o::text, in_extras -> f.o::text -> 'poll', in_extras -> f.o::text -> 'forwarded'
    from fresh f join heads h on h.id = f.c
    order by f.c, f.n
    returning w as m, w.channel_id as c, w.user_id as u, w.client_id as k, w.number, w.counted, w.created_at
  ),
  -- Only forward, and without a new version: sending is no act of reading that other devices must hear of.
  marked as (
    update members m set read_number = s.number, read_counted = s.counted, last_sent_at = s.sent
    from (
      select made.c, made.u, max(made.number) as number, max(made.counted) as counted, max(made.created_at) as sent
      from made group by 1, 2
    ) s
    where m.channel_id = s.c and m.user_id = s.u and m.read_number < s.number
  )
  select j.o, case when j.verdict = 'new' and made.number is null then 'slow' else j.verdict end,
    case when parents is null or j.kind is distinct from 'thread' then j.kind else (
      select p.kind from channels t join channels p on p.id = t.parent_channel_id where t.id = j.c
    ) end,
    case
      when j.verdict = 'slow' then
        greatest(1, ceil(extract(epoch from j.sent - clock_timestamp()) * 1000) + j.slow * 1000)::bigint
      when j.verdict = 'new' and made.number is null then j.slow * 1000::bigint
    end,
    case j.verdict when 'new' then made.m else j.known end, null::jsonb
  from judged j left join made on made.c = j.c and made.u = j.u and made.k = j.k;

  if mentioned is not null then
    insert into mentions (channel_id, number, user_id)
    select w.channel_id, w.number, called.id
    from (select key::int as o from jsonb_object_keys(mentioned) key) told
    join messages w on w.channel_id = in_channels[o] and w.user_id = in_users[o] and w.client_id = in_clients[o]
    cross join lateral (
      -- Whom it calls by name it calls with everybody else: one message is one mention.
      select unnest(w.mentioned_user_ids) as id where w.mentioned_everyone is distinct from 'channel'
      union all select null where w.mentioned_everyone = 'channel'
    ) called
    on conflict do nothing;
  end if;

  if in_attachments is not null then
    -- Of a message that was there before the ids may differ from what it has: these stay as they are.
    update attachments a set number = w.number
    from jsonb_array_elements(in_attachments) e
    cross join lateral (select (e ->> 'place')::int as place) p
    join messages w on w.channel_id = in_channels[p.place] and w.user_id = in_users[p.place]
      and w.client_id = in_clients[p.place]
    cross join lateral jsonb_array_elements(w.attachments) held
    where a.id = (held ->> 'id')::uuid and a.number is null;
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
    returning 0::bigint, 'parent', null::channel_kind, null::bigint, w, null::jsonb;
  end if;
end
$$;--> statement-breakpoint
-- Until now a message that called somebody by name and everybody as well counted twice for them.
delete from mentions named using mentions everybody
where named.user_id is not null and everybody.user_id is null
  and everybody.channel_id = named.channel_id and everybody.number = named.number;
