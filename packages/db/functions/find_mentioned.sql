-- Finds whom messages mention among the members of their channel; for a thread, among those of its parent channel.
--
-- `in_mentions` is [{"place", "names", "everyone"}, …]. `place` is the index into the other arrays. Each entry of `names` is a
-- list of the usernames that one @word may mean, the likeliest first. In a group anybody may mention everyone; elsewhere only
-- owners and admins may. Where one of the two has blocked the other, nobody is mentioned by name.
create or replace function find_mentioned(in_channels uuid[], in_authors uuid[], in_mentions jsonb)
returns table (place int, users uuid[], everyone everyone_mention)
language sql stable
set enable_seqscan = off
as $$
  -- LATERAL with LIMIT, as in append_messages: Postgres then probes an index, whatever it believes of the tables' sizes.
  with written as materialized (
    select t.place, t.author, t.names, t.everyone, audience.id as channel, audience.kind
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
  candidates as materialized (
    select written.place, written.channel, written.author, word.i, meaning.rank, person.id
    from written
    cross join lateral jsonb_array_elements(written.names) with ordinality word (meanings, i)
    cross join lateral jsonb_array_elements_text(word.meanings) with ordinality meaning (name, rank)
    cross join lateral (select u.id from users u where lower(u.username) = meaning.name limit 1) person
  ),
  matches as materialized (
    select distinct on (candidates.place, candidates.i) candidates.place, candidates.id, candidates.author
    from candidates
    cross join lateral (
      select from members m
      where m.channel_id = candidates.channel and m.user_id = candidates.id and m.left_at is null limit 1
    ) present
    order by candidates.place, candidates.i, candidates.rank
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
