-- Appends a batch of messages: the group commit, called once for each batch by packages/db/src/message-log/append-messages.ts.
--
-- The six arrays are parallel. Their order is the order in which the messages to one channel are numbered. No two messages may
-- have the same channel, user and client id. The jsonb parameters are null for a batch that needs them for no message; else:
--   in_mentions     [{"place", "names", "everyone"}, …], see find_mentioned
--   in_attachments  [{"place", "ids"}, …]
--   in_extras       {"<place>": {"poll", "forwarded"}, …}
-- A place is the index into the arrays, from 1.
--
-- It returns one row for each message, with its place. Rows with place 0 tell what else changed in the same commit: one with the
-- verdict `joined` is a member who follows a thread from now on, because a message in it concerns them (see find_concerned); one
-- with `parent` is the message that a thread belongs to.
--
-- Nobody's read marker moves: the client that shows the channel moves it. What counts in a channel and is nothing new for a
-- member is added to their `skipped`: their own messages, and those by people whom they have blocked.
--
-- It is several statements on purpose. One of them locks the channels in id order, a thread together with its parent channel:
-- inside one large statement ORDER BY would not order the locks. The statements after it see snapshots that were taken while the
-- locks were held. So they see that somebody was removed, and see a duplicate that another node has committed. The function must
-- stay VOLATILE: that is what gives each statement a snapshot of its own.
--
-- The lock order is channels, then users, then attachments, then members by channel and user. A block is committed under the lock of the direct conversation of
-- the two people, so every message that gets the lock later sees it.
--
-- Slow mode belongs to one channel: the threads below it have none.
--
-- force_generic_plan: making new plans for these statements in every batch costs more than appending ten messages.
-- enable_seqscan = off: the plan that is kept may have been made when the tables were still empty.
create or replace function append_messages(
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
  -- The parent channels of the threads in this batch; null for most batches. A thread keeps its parent for ever, so this may be
  -- read before the lock.
  parents uuid[];
  may_be_direct boolean;
  -- Direct conversations in which one of the two has blocked the other.
  blocked_channels uuid[];
  -- Messages to threads whose authors are members of the parent channel, but not yet of the thread.
  newcomer_places bigint[];
  -- Messages to threads that will not be refused; only their attachments are not looked at yet.
  reply_places bigint[];
  -- By the id of each thread, the number of its last message before this batch.
  thread_heads jsonb;
  -- Who begins to follow a thread: its id, the user, and the place of a message that concerns them. The arrays are parallel.
  following_threads uuid[];
  following_users uuid[];
  following_places bigint[];
  mentioned jsonb;
  attached jsonb;
begin
  select array_agg(parent_channel_id) filter (where parent_channel_id is not null),
    bool_or(kind in ('direct', 'thread'))
  into parents, may_be_direct
  from channels where id = any (in_channels);

  perform 1 from channels where id = any (in_channels || parents) order by id for no key update;

  if may_be_direct then
    select array_agg(d.id) into blocked_channels
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

  if in_mentions is not null then
    select jsonb_object_agg(f.place, jsonb_build_object('users', f.users, 'everyone', f.everyone)) into mentioned
    from find_mentioned(in_channels, in_users, in_mentions) f
    where f.users is not null or f.everyone is not null;
  end if;

  if parents is not null then
    select jsonb_object_agg(id, last_number) into thread_heads
    from channels where id = any (in_channels) and parent_channel_id is not null;

    -- The members of a thread are always members of the parent channel: leaving that one ends both memberships, under these
    -- same locks.
    select array_agg(o) filter (where is_newcomer), array_agg(o) filter (where is_good)
    into newcomer_places, reply_places
    from (
      select i.o,
        not exists (select 1 from members m where m.channel_id = i.c and m.user_id = i.u and m.left_at is null) as is_newcomer,
        t.archived_at is null and p.archived_at is null
        and (i.r is null or i.r between t.first_number and t.last_number)
        and (p.id = any (blocked_channels)) is not true as is_good
      from unnest(in_channels, in_users, in_clients, in_replies) with ordinality i (c, u, k, r, o)
      join channels t on t.id = i.c
      join channels p on p.id = t.parent_channel_id
      join members pm on pm.channel_id = p.id and pm.user_id = i.u and pm.left_at is null
      where not exists (select 1 from messages w where w.channel_id = i.c and w.user_id = i.u and w.client_id = i.k)
    ) asked;

    select array_agg(in_channels[o]), array_agg(concerned.id), array_agg(o)
    into following_threads, following_users, following_places
    from unnest(reply_places) o
    cross join lateral find_concerned(in_channels[o], in_users[o], case
      when jsonb_typeof(mentioned -> o::text -> 'users') = 'array' then
        array(select value::uuid from jsonb_array_elements_text(mentioned -> o::text -> 'users'))
    end, (mentioned -> o::text ->> 'everyone')::everyone_mention) concerned;
    if following_users is not null then
      perform 1 from users where id = any (following_users) order by id for no key update;
    end if;
  end if;

  if in_attachments is not null then
    perform 1 from attachments a
    where a.id = any (array(
      select id::uuid from jsonb_array_elements(in_attachments) e, jsonb_array_elements_text(e -> 'ids') id
    ))
    order by a.id for no key update;
    -- For each place: the attachments as the message will hold them, or false when one of them cannot be sent with it.
    select jsonb_object_agg(one.place, case when one.are_good then one.shown else 'false' end) into attached
    from (
      select asked.place,
        jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'type', a.type, 'size', a.size, 'width', a.width,
          'height', a.height, 'preview', a.preview) order by asked.i) as shown,
        bool_and(a.id is not null and asked.repeat = 1) as are_good
      from (
        select (e ->> 'place')::int as place, t.id::uuid as id, t.i,
          row_number() over (partition by t.id::uuid order by (e ->> 'place')::int, t.i) as repeat
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

  if following_users is not null then
    return query
    with joining as materialized (
      select c, u, row_number() over (partition by c order by u) as n, row_number() over (partition by u order by c) as own
      from (
        select distinct f.c, f.u from unnest(following_threads, following_users, following_places) f (c, u, o)
        where (attached -> f.o::text) is distinct from 'false'
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
      -- The marker is set below, when the messages have their numbers.
      insert into members as m (channel_id, user_id, revision, user_revision, read_number, read_counted)
      select j.c, j.u, heads.revision + j.n, owners.revision + j.own, heads.last_number, heads.counted
      from joining j join heads on heads.id = j.c join owners on owners.id = j.u
      on conflict (channel_id, user_id) do update set
        role = 'member', joined_at = now(), left_at = null, revision = excluded.revision,
        user_revision = excluded.user_revision, read_number = excluded.read_number, read_counted = excluded.read_counted,
        skipped = 0
      returning to_jsonb(m) as row
    )
    select 0::bigint, 'joined', null::channel_kind, null::bigint, null::messages, made.row from made;
  end if;

  return query
  with input as materialized (
    -- channel, user, client id, content, metadata, reply to, place
    select * from unnest(in_channels, in_users, in_clients, in_contents, in_metadata, in_replies)
      with ordinality as t (c, u, k, x, d, r, o)
  ),
  ch as materialized (
    select id, kind, first_number, last_number, slow_mode_seconds,
      archived_at is not null or (parents is not null and exists (
        select 1 from channels p where p.id = channels.parent_channel_id and p.archived_at is not null
      )) as archived,
      id = any (blocked_channels) or parent_channel_id = any (blocked_channels) as blocked
    from channels where id = any (in_channels)
  ),
  -- LATERAL with LIMIT: one index probe for each, whatever the planner believes of the table's size.
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
        -- Before any check: the answer to a retry is the message as it is now, whatever has changed since the first try.
        when known.number is not null then 'duplicate'
        when ch.id is null then 'missing'
        when mem.role is null and (i.o = any (newcomer_places)) is not true then 'outsider'
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
    -- In slow mode only the first of several messages by one author is taken.
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
  blockers as materialized (
    select b.user_id, b.blocked_id from blocks b where b.blocked_id = any (in_users) and b.lifted_at is null
  ),
  authors as materialized (select c, u, count(*) as n, max(created_at) as sent from made group by 1, 2),
  skips as (
    select t.c, t.u, sum(t.n) as n, max(t.sent) as sent from (
      select c, u, n, sent from authors
      union all
      select authors.c, b.user_id, authors.n, null from authors join blockers b on b.blocked_id = authors.u
    ) t group by 1, 2
  ),
  -- In the order of channel and user, as whoever marks all as read locks them too. Nothing guarantees that the update keeps
  -- it; but if two should ever wait for each other, the batch is tried again.
  marked as (
    update members m set skipped = m.skipped + t.n, last_sent_at = coalesce(t.sent, m.last_sent_at)
    from (select * from skips order by c, u) t where m.channel_id = t.c and m.user_id = t.u
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
    insert into mentions (channel_id, number, user_id, author_id)
    select w.channel_id, w.number, called.id, w.user_id
    from (select key::int as o from jsonb_object_keys(mentioned) key) mentioning
    join messages w on w.channel_id = in_channels[o] and w.user_id = in_users[o] and w.client_id = in_clients[o]
    cross join lateral (
      -- Where everyone is mentioned there is no row for each name as well: one message counts as one mention.
      select unnest(w.mentioned_user_ids) as id where w.mentioned_everyone is distinct from 'channel'
      union all select null where w.mentioned_everyone = 'channel'
    ) called
    on conflict do nothing;
  end if;

  if in_attachments is not null then
    -- The ids of a retry may differ from those of the first try. Only what the message holds is marked as sent.
    update attachments a set number = w.number
    from jsonb_array_elements(in_attachments) e
    cross join lateral (select (e ->> 'place')::int as place) p
    join messages w on w.channel_id = in_channels[p.place] and w.user_id = in_users[p.place]
      and w.client_id = in_clients[p.place]
    cross join lateral jsonb_array_elements(w.attachments) attachment
    where a.id = (attachment ->> 'id')::uuid and a.number is null;
  end if;

  if following_users is not null then
    -- Whoever follows a thread from now on has read all before the first message that concerns them.
    update members m set read_number = f.number - 1, read_counted = f.counted - 1, skipped = (
      select count(*) from messages w where w.channel_id = f.c and w.number >= f.number and (w.user_id = f.u or exists (
        select from blocks b where b.user_id = f.u and b.blocked_id = w.user_id and b.lifted_at is null
      ))
    )
    from (
      select t.c, t.u, min(w.number) as number, min(w.counted) as counted
      from unnest(following_threads, following_users, following_places) t (c, u, o)
      join messages w on w.channel_id = t.c and w.user_id = in_users[t.o] and w.client_id = in_clients[t.o]
      group by 1, 2
    ) f
    where m.channel_id = f.c and m.user_id = f.u;
  end if;

  if parents is not null then
    return query
    with replied as materialized (
      select t.id, t.parent_channel_id as c, t.parent_number as number, t.before, t.last_number - t.before as fresh,
        row_number() over (partition by t.parent_channel_id order by t.parent_number) as n
      from (
        select *, (thread_heads ->> id::text)::bigint as before from channels
        where id = any (in_channels) and parent_channel_id is not null
      ) t
      join messages w on w.channel_id = t.parent_channel_id and w.number = t.parent_number
      where t.last_number > t.before
    ),
    heads as materialized (
      update channels h set revision = h.revision + total.n
      from (select c, count(*) as n from replied group by c) total where h.id = total.c
      returning h.id, h.revision - total.n as revision
    )
    update messages w set
      revision = heads.revision + replied.n,
      thread_channel_id = replied.id,
      thread_replies = coalesce(w.thread_replies, 0) + replied.fresh,
      thread_last_reply_at = (
        select r.created_at from messages r where r.channel_id = replied.id order by r.number desc limit 1
      ),
      thread_user_ids = (
        select array_agg(first.id order by first.place) from (
          select id, min(t.place) as place from unnest(coalesce(w.thread_user_ids, '{}') || array(
            select r.user_id from messages r
            where r.channel_id = replied.id and r.number > replied.before and r.user_id is not null
            order by r.number
          )) with ordinality t (id, place)
          group by id order by 2 limit 3
        ) first
      )
    from replied join heads on heads.id = replied.c
    where w.channel_id = replied.c and w.number = replied.number
    returning 0::bigint, 'parent', null::channel_kind, null::bigint, w, null::jsonb;
  end if;
end
$$;
