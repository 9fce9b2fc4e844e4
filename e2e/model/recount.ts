import type pg from 'pg'

/**
 * Some facts are in the tables twice: running totals and the rows that they count, and copies inside of a message. Each query
 * compares the two and returns the rows in which they differ. None may return any.
 */
const recounts: Record<string, string> = {
  'numbers of a channel': `
    select c.id, c.last_number, count(m.*) from channels c left join messages m on m.channel_id = c.id
    group by c.id having c.last_number <> count(m.*) or c.last_number <> coalesce(max(m.number), 0)`,
  counted: `
    select c.id, c.counted, count(m.*) from channels c
    left join messages m on m.channel_id = c.id and m.kind = 'user'
    group by c.id having c.counted <> count(m.*)`,
  'counted at each message': `
    select channel_id, number from (
      select channel_id, number, counted, count(*) filter (where kind = 'user') over (partition by channel_id order by number) as n
      from messages
    ) t where counted <> n`,
  unread: `
    select m.channel_id, m.user_id, c.counted - m.read_counted - m.skipped as unread, u.n from members m
    join channels c on c.id = m.channel_id
    cross join lateral (
      select count(*) as n from messages w where w.channel_id = m.channel_id and w.number > m.read_number and w.kind = 'user'
      and w.deleted_at is null and w.user_id <> m.user_id and not exists (
        select from blocks b where b.user_id = m.user_id and b.blocked_id = w.user_id and b.lifted_at is null
      )
    ) u
    where m.left_at is null and c.counted - m.read_counted - m.skipped <> u.n`,
  mentions: `
    select m.channel_id, m.number from messages m
    left join lateral (
      select array_agg(user_id order by user_id) filter (where user_id is not null) as ids,
        count(*) filter (where user_id is null) as everyone
      from mentions w where w.channel_id = m.channel_id and w.number = m.number
    ) w on true
    where m.mentioned_everyone is distinct from 'channel'
        and coalesce((select array_agg(id order by id) from unnest(m.mentioned_user_ids) id), '{}') <> coalesce(w.ids, '{}')
      or m.mentioned_everyone = 'channel' and w.ids is not null
      or (m.mentioned_everyone is not distinct from 'channel') <> (coalesce(w.everyone, 0) = 1)`,
  replies: `
    select p.channel_id, p.number from channels t
    join messages p on p.channel_id = t.parent_channel_id and p.number = t.parent_number
    cross join lateral (
      select count(*) as n from messages r where r.channel_id = t.id and r.kind = 'user' and r.deleted_at is null
    ) r
    where coalesce(p.thread_replies, 0) <> r.n`,
  reactions: `
    select m.channel_id, m.number from messages m
    cross join lateral (
      select coalesce(jsonb_object_agg(emoji, n), '{}') as held
      from (select emoji, count(*) as n from reactions r where r.channel_id = m.channel_id and r.number = m.number group by 1) t
    ) r
    cross join lateral (
      select coalesce(jsonb_object_agg(e ->> 'emoji', e -> 'count'), '{}') as held
      from jsonb_array_elements(coalesce(m.reactions, '[]')) e
    ) c
    where r.held <> c.held`,
  votes: `
    select m.channel_id, m.number from messages m
    cross join lateral jsonb_array_elements(m.poll -> 'options') with ordinality o (option, place)
    where (o.option ->> 'count')::int <> (
      select count(*) from poll_votes v where v.channel_id = m.channel_id and v.number = m.number and v.option = o.place - 1
    )`,
  'owners of a channel with people': `
    select c.id from channels c join members m on m.channel_id = c.id and m.left_at is null
    where c.kind in ('group', 'public', 'announcement')
    group by c.id having not bool_or(m.role = 'owner')`,
  'uses of an invite': `select id from invites where uses > max_uses`,
  'revisions stamp one row each': `
    select channel_id, revision from (
      select channel_id, revision from messages union all select channel_id, revision from members
    ) t group by 1, 2 having count(*) > 1`,
  'revisions within their heads': `
    select c.id from channels c where c.revision < greatest(
      (select max(revision) from messages where channel_id = c.id),
      (select max(revision) from members where channel_id = c.id), c.changed_revision)`,
}

/** @returns the rows that are wrong, by the name of the query */
export async function recount(pool: pg.Pool): Promise<Record<string, unknown[]>> {
  const wrong: Record<string, unknown[]> = {}
  for (const [name, query] of Object.entries(recounts)) {
    const { rows } = await pool.query(query)
    if (rows.length > 0) wrong[name] = rows
  }
  return wrong
}
