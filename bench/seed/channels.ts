import type pg from 'pg'

/** Creates empty group channels with all of these people. The first one is the owner. @returns the ids */
export async function addChannels(pool: pg.Pool, count: number, memberIds: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into channels (kind, name, created_by, revision, changed_revision)
     select 'group', 'bench ' || n, $2, $3, 0 from generate_series(1, $1) n returning id`,
    [count, memberIds[0], memberIds.length],
  )
  const ids = rows.map(({ id }) => id)
  // Each user's own stream has one revision for each channel that the user is in.
  await pool.query(
    `insert into members (channel_id, user_id, role, revision, user_revision)
     select c.id, u.id, case when u.n = 1 then 'owner' else 'member' end::member_role, u.n, users.revision + c.n
     from unnest($1::uuid[]) with ordinality as c (id, n) cross join unnest($2::uuid[]) with ordinality as u (id, n)
     join users on users.id = u.id`,
    [ids, memberIds],
  )
  await pool.query('update users set revision = revision + $2 where id = any($1)', [memberIds, count])
  return ids
}

/**
 * Inserts `count` messages of 30 to 180 characters into an empty channel, in the order of their numbers; its members are the
 * authors in turn. A million takes seconds: foreign keys are not checked, because the rows are known to be right.
 */
export async function addMessages(pool: pg.Pool, channelId: string, count: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`set local session_replication_role = replica`)
    await client.query(
      `with people as (
         select array_agg(user_id order by revision) as ids, count(*)::int as n from members where channel_id = $1
       )
       insert into messages (channel_id, number, revision, counted, user_id, client_id, content, created_at)
       select $1, i, c.revision + i, i, people.ids[1 + i % people.n], ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
         'Message ' || i || ': ' || repeat('the quick brown fox, ', 1 + i % 8), now() - (($2 - i) || ' seconds')::interval
       from generate_series(1, $2::int) i, people, channels c where c.id = $1`,
      [channelId, count],
    )
    await client.query(`update channels set last_number = $2, counted = $2, revision = revision + $2 where id = $1`, [
      channelId,
      count,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/**
 * Makes each of these channels look as if it had 20 unread messages for all members, the last of which mentions everybody. The
 * messages themselves do not exist, which does not matter to a query that only reads the heads of channels.
 */
export async function addUnread(pool: pg.Pool, channelIds: readonly string[]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`set local session_replication_role = replica`)
    await client.query(
      `update channels set last_number = last_number + 20, counted = counted + 20, revision = revision + 20
       where id = any($1)`,
      [channelIds],
    )
    await client.query(
      `insert into mentions (channel_id, number, user_id) select id, last_number, null from channels where id = any($1)`,
      [channelIds],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/**
 * Edits this many messages, evenly spread over the channel. Each edit takes the channel's next revision, so that the rows that
 * changed last are far apart in the table.
 */
export async function editMessages(pool: pg.Pool, channelId: string, count: number): Promise<void> {
  await pool.query(
    `update messages m set content = 'Edited: ' || m.content, edited_at = now(), revision = c.revision + e.n
     from channels c, (select n, 1 + (n * 7919 % $2) * (c.last_number / $2) as number
       from generate_series(1, $2::int) n, channels c where c.id = $1) e
     where c.id = $1 and m.channel_id = c.id and m.number = e.number`,
    [channelId, count],
  )
  await pool.query('update channels set revision = revision + $2 where id = $1', [channelId, count])
}

/** Does what autovacuum would have done while this many rows were written in real use. */
export async function settleTables(pool: pg.Pool): Promise<void> {
  for (const table of ['messages', 'mentions', 'channels', 'members', 'users'])
    await pool.query(`vacuum (analyze) ${table}`)
}
