-- Finds whom messages mention among the members of their channel; for a thread, among those of its parent channel.
--
-- `in_mentions` is [{"place", "names", "everyone"}, …]. `place` is the index into the other arrays. Each entry of `names` is a
-- list of the names that one @word may mean, the likeliest first: usernames, or the handles of user groups. In a group channel
-- anybody may mention everyone; elsewhere only owners and admins may. Where one of the two has blocked the other,
-- nobody is mentioned by name.
--
-- A user group stands for its members, but for suspended ones. The first five groups of a message count. In a thread, a group
-- of more than 100 calls those who follow the thread already, as `@channel` does there.
create or replace function find_mentioned(in_channels uuid[], in_authors uuid[], in_mentions jsonb)
returns table (place int, users uuid[], everyone everyone_mention)
language sql stable
set enable_seqscan = off
as $$
  -- LATERAL with LIMIT, as in append_messages: Postgres then probes an index, whatever it believes of the tables' sizes.
  with written as materialized (
    select t.place, t.author, t.names, t.everyone, t.channel as written_in, audience.id as channel, audience.kind
    from (
      select (e ->> 'place')::int as place, in_channels[(e ->> 'place')::int] as channel,
        in_authors[(e ->> 'place')::int] as author, e -> 'names' as names, e ->> 'everyone' as everyone
      from jsonb_array_elements(in_mentions) e
    ) t
    cross join lateral (
      select h.id, h.kind from channels c join channels h on h.id = coalesce(c.parent_channel_id, c.id)
      where c.id = t.channel limit 1
    ) audience
  ),
  meanings as materialized (
    select written.place, written.written_in, written.channel, written.author, word.i, meaning.rank, meaning.name
    from written
    cross join lateral jsonb_array_elements(written.names) with ordinality word (meanings, i)
    cross join lateral jsonb_array_elements_text(word.meanings) with ordinality meaning (name, rank)
  ),
  named_groups as materialized (
    select meanings.*, named.id, dense_rank() over (partition by meanings.place order by meanings.i, meanings.rank) as nth
    from meanings
    cross join lateral (
      select g.id from groups g where g.handle = meanings.name and g.deleted_at is null limit 1
    ) named
  ),
  candidates as materialized (
    select meanings.place, meanings.channel, meanings.author, meanings.i, meanings.rank, person.id
    from meanings
    cross join lateral (select u.id from users u where lower(u.username) = meanings.name limit 1) person
    union all
    select called.place, called.channel, called.author, called.i, called.rank, person.id
    from named_groups called
    cross join lateral (
      select called.written_in <> called.channel and count(*) > 100 as only_followers
      from (select from group_members gm where gm.group_id = called.id limit 101) some_members
    ) size
    cross join lateral (
      select gm.user_id as id from group_members gm where gm.group_id = called.id limit 1000
    ) person
    cross join lateral (select from users u where u.id = person.id and u.suspended_at is null limit 1) active
    where called.nth <= 5 and (not size.only_followers or (
      select true from members m
      where m.channel_id = called.written_in and m.user_id = person.id and m.left_at is null and m.follows limit 1
    ))
  ),
  -- All members of a group have one rank, and whoever has the name itself has it too.
  matches as materialized (
    select found.place, found.id, found.author from (
      select candidates.*, rank() over (partition by candidates.place, candidates.i order by candidates.rank) as likeliest
      from candidates
      cross join lateral (
        select from members m
        where m.channel_id = candidates.channel and m.user_id = candidates.id and m.left_at is null limit 1
      ) present
    ) found
    where found.likeliest = 1
  ),
  people as (
    select matches.place, array_agg(distinct matches.id) as ids from matches
    where matches.id <> matches.author and not exists (
      select from blocks b where b.lifted_at is null
      and (b.user_id, b.blocked_id) in ((matches.id, matches.author), (matches.author, matches.id))
    )
    group by 1
  )
  select written.place, people.ids, case
    when written.everyone is null then null
    when written.kind = 'group' or (written.kind <> 'direct' and exists (
      select 1 from members m
      where m.channel_id = written.channel and m.user_id = written.author and m.left_at is null
      and m.role in ('owner', 'admin')
    )) then written.everyone::everyone_mention
  end
  from written left join people on people.place = written.place;
$$;
