-- Finds who begins to follow a thread because a message in it concerns them: its author, the author of the message that the
-- thread hangs on, and whoever the message calls. `@channel` calls the members of the channel above where these are at most
-- 100; in a larger one it calls those who follow the thread already, and nobody else.
--
-- Who follows it, and who has ended following it by hand, is left out; so is with whom the author has a block, either way.
create or replace function find_concerned(in_thread uuid, in_author uuid, in_called uuid[], in_everyone everyone_mention)
returns table (id uuid)
language sql stable
set enable_seqscan = off
as $$
  with thread as materialized (
    select c.parent_channel_id as channel, c.parent_number as number from channels c where c.id = in_thread
  )
  select concerned.id from thread
  cross join lateral (
    select in_author as id
    union select w.user_id from messages w where w.channel_id = thread.channel and w.number = thread.number
    union select unnest(in_called)
    union select m.user_id from members m
      where in_everyone = 'channel' and m.channel_id = thread.channel and m.left_at is null and (
        select count(*) from (
          select from members n where n.channel_id = thread.channel and n.left_at is null limit 101
        ) few
      ) <= 100
  ) concerned
  where exists (
    select from members m where m.channel_id = thread.channel and m.user_id = concerned.id and m.left_at is null
  )
  and not exists (
    select from members m where m.channel_id = in_thread and m.user_id = concerned.id and (m.left_at is null or not m.follows)
  )
  and not exists (
    select from blocks b where b.lifted_at is null
    and (b.user_id, b.blocked_id) in ((concerned.id, in_author), (in_author, concerned.id))
  );
$$;
