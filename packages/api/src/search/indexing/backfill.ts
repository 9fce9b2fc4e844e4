import type { Database } from '@chime/db'

/** An arbitrary number that no other lock uses: "search" in ASCII. */
const lockKey = 0x736561726368
/** A block has 8 KiB and contains some 30 messages. */
const blocksAtOnce = 16

/**
 * Indexes a database that has many messages and no index, as after an upgrade. It reads the table in the order in which
 * the messages lie there, which is about the order of time. Going through one channel after the other would be slow,
 * both to write and later to search, because every channel reaches through all of time.
 *
 * A message that changes meanwhile has a higher revision than its channel had before, so the usual indexing finds it
 * afterwards. If the backfill is interrupted, it starts again from the beginning.
 *
 * @param fromBytes size of the table of messages from which this is worth it; below it, indexing channel after channel
 * is good enough
 * @param index writes what lies in these blocks of the table, without the second block
 * @returns false when it is not needed; null when another node is doing it, or it was interrupted
 */
export async function backfill(
  db: Database,
  fromBytes: number,
  signal: AbortSignal,
  index: (fromBlock: number, toBlock: number) => Promise<void>,
): Promise<boolean | null> {
  const { rows } = await db.pool.query<{ needed: boolean; blocks: number }>(
    `select pg_relation_size('messages') >= $1 and not exists (select from message_search_channels) as needed,
       pg_relation_size('messages') / current_setting('block_size')::int as blocks`,
    [fromBytes],
  )
  const [found] = rows
  if (!found?.needed) return false
  const client = await db.pool.connect()
  try {
    const { rows: locks } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      lockKey,
    ])
    if (!locks[0]?.locked) return null
    const before = await client.query<{ id: string; revision: number }>('select id, revision from channels')
    for (let block = 0; block <= found.blocks && !signal.aborted; block += blocksAtOnce) {
      await index(block, block + blocksAtOnce)
    }
    if (signal.aborted) return null
    await client.query(
      `insert into message_search_channels (channel_id, revision)
       select r.id, r.revision from unnest($1::uuid[], $2::bigint[]) as r (id, revision) join channels c on c.id = r.id
       on conflict (channel_id) do update set revision = greatest(message_search_channels.revision, excluded.revision)`,
      [before.rows.map(({ id }) => id), before.rows.map(({ revision }) => revision)],
    )
    return true
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => {})
    client.release()
  }
}
