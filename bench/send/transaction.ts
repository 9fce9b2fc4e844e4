import type pg from 'pg'

export type Sending = { channelId: string; userId: string; clientId: string; content: string }
export type SentRow = { number: number; revision: number; createdAt: Date }

/**
 * Stores a message as most chat servers do: in a transaction of its own, with the same locks, checks and rows as Chime, in six
 * prepared statements. A message that exists already is found by its unique key.
 */
export async function sendInTransaction(pool: pg.Pool, message: Sending): Promise<SentRow> {
  const { channelId, userId, clientId, content } = message
  const client = await pool.connect()
  const run = (name: string, text: string, values: unknown[]) => client.query({ name, text, values })
  try {
    await client.query('begin')
    const { rows } = await run(
      'check',
      `select c.kind, c.archived_at, m.role from channels c
       left join members m on m.channel_id = c.id and m.user_id = $2 and m.left_at is null
       where c.id = $1 for no key update of c`,
      [channelId, userId],
    )
    if (!rows[0]?.role || rows[0].archived_at) throw new Error('not a member')
    const { rows: heads } = await run(
      'count',
      `update channels set last_number = last_number + 1, counted = counted + 1, revision = revision + 1
       where id = $1 returning last_number, counted, revision`,
      [channelId],
    )
    const head = heads[0]
    const { rows: sent } = await run(
      'insert',
      `insert into messages (channel_id, number, revision, counted, user_id, client_id, content, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp()) returning *`,
      [channelId, head.last_number, head.revision, head.counted, userId, clientId, content],
    )
    await run(
      'mark',
      `update members set read_number = $3, read_counted = $4 where channel_id = $1 and user_id = $2 and read_number < $3`,
      [channelId, userId, head.last_number, head.counted],
    )
    await client.query('commit')
    // `pg` returns 64-bit numbers as strings by default.
    return { number: Number(sent[0].number), revision: Number(sent[0].revision), createdAt: sent[0].created_at }
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
