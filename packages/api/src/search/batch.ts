import { type Database, type Tx, transaction } from '@chime/db'
import { sql } from 'drizzle-orm'
import { bigints, uuids } from './arrays.ts'
import type { KnownWords } from './vocabulary.ts'
import { type Row, writeRows } from './write.ts'

/** A channel some of whose changes are not in the index. */
type Behind = { channelId: string; homeId: string; revision: number; indexed: number }

export type BatchResult = {
  /** Somebody else is writing the index. */
  busy: boolean
  /** Channels of those asked for that are still behind. */
  left: string[]
  messages: number
}

/**
 * Brings channels' messages up to date in the index: new ones, changed ones, and out with those that were deleted. One
 * transaction, under the lock of the index, so that nodes take turns; a crash leaves it to whoever comes next, and doing
 * it twice changes nothing.
 *
 * @param rowsMax messages of a channel, and of all but the last; what is more is left
 * @param lockMs how long to wait for somebody else who is writing; 0: not at all
 */
export async function indexChannels(
  db: Database,
  knownWords: KnownWords,
  { channelIds, rowsMax, lockMs }: { channelIds: readonly string[]; rowsMax: number; lockMs: number },
): Promise<BatchResult> {
  const result = await transaction(db, async (tx) => {
    const state = await lockIndex(tx, lockMs)
    if (state === null) return { busy: true, left: [...channelIds], messages: 0 }
    const vocabulary = knownWords.open(state.forgotten)
    const behind = await readBehind(tx, channelIds)
    const taken = takeSome(behind, rowsMax)
    const rows = await readRows(tx, taken, rowsMax)
    if (rows.length > 0) await writeRows(tx, rows, vocabulary)
    const done = reached(taken, rows, rowsMax)
    await tx.execute(sql`
      insert into message_search_channels (channel_id, revision)
      select * from unnest(${uuids(done.map((one) => one.channelId))}, ${bigints(done.map((one) => one.indexed))})
      on conflict (channel_id) do update set revision = greatest(message_search_channels.revision, excluded.revision)`)
    const complete = new Set(done.filter((one) => one.indexed >= one.revision).map((one) => one.channelId))
    const left = behind.map((one) => one.channelId).filter((id) => !complete.has(id))
    return { busy: false, left, messages: rows.length }
  })
  if (!result.busy) knownWords.committed()
  return result
}

/** Channels that are behind, some of many. */
export async function findBehind({ drizzle }: Database, limit: number): Promise<string[]> {
  const { rows } = await drizzle.execute<{ id: string }>(sql`
    select c.id from channels c left join message_search_channels i on i.channel_id = c.id
    where c.revision > coalesce(i.revision, 0) limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** @param lockMs how long to wait; null: as long as for any lock */
async function lockIndex(tx: Tx, lockMs: number | null): Promise<{ forgotten: number } | null> {
  if (lockMs) await tx.execute(sql`select set_config('lock_timeout', ${`${lockMs}ms`}, true)`)
  const wait = lockMs === 0 ? sql`skip locked` : sql``
  const { rows } = await tx.execute<{ forgotten: number }>(
    sql`select forgotten from message_search_state for update ${wait}`,
  )
  return rows[0] ?? null
}

async function readBehind(tx: Tx, channelIds: readonly string[]): Promise<Behind[]> {
  const { rows } = await tx.execute<Behind>(sql`
    select c.id as "channelId", coalesce(c.parent_channel_id, c.id) as "homeId", c.revision,
      coalesce(i.revision, 0) as indexed
    from channels c left join message_search_channels i on i.channel_id = c.id
    where c.id = any(${uuids(channelIds)}) and c.revision > coalesce(i.revision, 0)`)
  return rows
}

/** Those that are little behind first, so that one that is far behind keeps none waiting; that one too, as far as it goes. */
function takeSome(behind: readonly Behind[], rowsMax: number): Behind[] {
  let rows = 0
  const lag = ({ revision, indexed }: Behind) => revision - indexed
  return [...behind]
    .sort((a, b) => lag(a) - lag(b))
    .filter((channel) => {
      const isTaken = rows < rowsMax
      // A channel has at most as many changed messages as revisions.
      rows += lag(channel)
      return isTaken
    })
}

const columns = sql`number, revision, kind, user_id as "userId", content, deleted_at as "deletedAt", attachments, poll, reactions,
  thread_replies as "threadReplies", pinned_at as "pinnedAt", (extract(epoch from created_at) * 1000000)::bigint as at`

/** Indexes what lies in these blocks of the table, the second not included, of whichever channels. */
export async function indexBlocks(db: Database, knownWords: KnownWords, from: number, to: number): Promise<void> {
  await transaction(db, async (tx) => {
    const state = await lockIndex(tx, null)
    const vocabulary = knownWords.open(state?.forgotten ?? 0)
    const { rows } = await tx.execute<Row>(sql`
      select c.id as "channelId", coalesce(c.parent_channel_id, c.id) as "homeId", m.* from (
        select channel_id, ${columns} from messages where ctid >= ${`(${from},0)`}::tid and ctid < ${`(${to},0)`}::tid
      ) m join channels c on c.id = m.channel_id`)
    if (rows.length > 0) await writeRows(tx, rows, vocabulary)
  })
  knownWords.committed()
}

async function readRows(tx: Tx, channels: readonly Behind[], rowsMax: number): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(sql`
    select c.id as "channelId", c.home as "homeId", m.* from unnest(${uuids(channels.map((c) => c.channelId))},
      ${uuids(channels.map((c) => c.homeId))}, ${bigints(channels.map((c) => c.indexed))}) as c (id, home, indexed)
    cross join lateral (
      select ${columns} from messages where channel_id = c.id and revision > c.indexed order by revision limit ${rowsMax}
    ) m`)
  return rows
}

/** How far each of these channels is then in the index. */
function reached(channels: readonly Behind[], rows: readonly Row[], rowsMax: number): Behind[] {
  const byChannel = Map.groupBy(rows, ({ channelId }) => channelId)
  return channels.map((channel) => {
    const revisions = (byChannel.get(channel.channelId) ?? []).map(({ revision }) => revision)
    if (revisions.length < rowsMax) return { ...channel, indexed: channel.revision }
    const [first, last] = [Math.min(...revisions), Math.max(...revisions)]
    // Rows may share a revision, and the limit may have parted them.
    return { ...channel, indexed: first < last ? last - 1 : last }
  })
}
