import { type Database, type Tx, transaction } from '@chime/db'
import { foldVersion } from '@chime/protocol'
import { sql } from 'drizzle-orm'
import { bigints, uuids } from '../../sql-arrays.ts'
import type { KnownWords } from './vocabulary.ts'
import { type Row, writeRows } from './write.ts'

/** A channel with changes that are not in the index yet. */
type Behind = { channelId: string; parentChannelId: string; revision: number; indexed: number }

export type BatchResult = {
  /** Another node is writing the index. */
  busy: boolean
  /** Those of the given channels that are not up to date yet. */
  left: string[]
  messages: number
}

/**
 * Brings the messages of channels up to date in the index: adds new ones, updates changed ones and removes deleted
 * ones. It is one transaction under the index's lock, so nodes take turns. After a crash another node does it again,
 * which changes nothing that is there already.
 *
 * @param rowsMax messages to read per channel; no further channel is taken once so many are to be read. The rest is
 * left
 * @param lockMs how long to wait for another node that is writing; 0: not at all
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

/**
 * Has all messages indexed anew when their words were folded by an earlier version of the fold. Until that is done they
 * are found by the words as they were.
 */
export async function renewFold(db: Database): Promise<void> {
  const isOld = sql`select from message_search_index where fold_version < ${foldVersion}`
  if ((await db.drizzle.execute(isOld)).rowCount === 0) return
  await transaction(db, async (tx) => {
    if ((await tx.execute(sql`${isOld} for update`)).rowCount === 0) return
    await tx.execute(sql`delete from message_search_channels`)
    await tx.execute(sql`update message_search_index set fold_version = ${foldVersion}`)
  })
}

/** Some of the channels that are behind. */
export async function findBehind({ drizzle }: Database, limit: number): Promise<string[]> {
  const { rows } = await drizzle.execute<{ id: string }>(sql`
    select c.id from channels c left join message_search_channels i on i.channel_id = c.id
    where c.revision > coalesce(i.revision, 0) limit ${limit}`)
  return rows.map(({ id }) => id)
}

/**
 * Takes the index for this transaction. Nobody but nodes with the fold of the index, or a newer one, writes it.
 *
 * @param lockMs how long to wait; null: as long as for any lock
 * @returns null when another node has it, or has a newer fold
 */
async function lockIndex(tx: Tx, lockMs: number | null): Promise<{ forgotten: number } | null> {
  if (lockMs) await tx.execute(sql`select set_config('lock_timeout', ${`${lockMs}ms`}, true)`)
  const wait = lockMs === 0 ? sql`skip locked` : sql``
  const { rows } = await tx.execute<{ forgotten: number }>(
    sql`select forgotten from message_search_index where fold_version <= ${foldVersion} for update ${wait}`,
  )
  return rows[0] ?? null
}

async function readBehind(tx: Tx, channelIds: readonly string[]): Promise<Behind[]> {
  const { rows } = await tx.execute<Behind>(sql`
    select c.id as "channelId", coalesce(c.parent_channel_id, c.id) as "parentChannelId", c.revision,
      coalesce(i.revision, 0) as indexed
    from channels c left join message_search_channels i on i.channel_id = c.id
    where c.id = any(${uuids(channelIds)}) and c.revision > coalesce(i.revision, 0)`)
  return rows
}

/**
 * Takes channels that are little behind first, so that one that is far behind does not hold them up. That one is taken
 * as far as there is room.
 */
function takeSome(behind: readonly Behind[], rowsMax: number): Behind[] {
  let rows = 0
  const lag = ({ revision, indexed }: Behind) => revision - indexed
  return [...behind]
    .sort((a, b) => lag(a) - lag(b))
    .filter((channel) => {
      const isTaken = rows < rowsMax
      // A channel has at most as many changed messages as it has new revisions.
      rows += lag(channel)
      return isTaken
    })
}

const columns = sql`number, revision, kind, user_id as "userId", content, deleted_at as "deletedAt", attachments, poll, reactions,
  thread_replies as "threadReplies", pinned_at as "pinnedAt", (extract(epoch from created_at) * 1000000)::bigint as at`

/** Indexes what lies in these blocks of the table, without the second block, of all channels. */
export async function indexBlocks(db: Database, knownWords: KnownWords, from: number, to: number): Promise<void> {
  await transaction(db, async (tx) => {
    const state = await lockIndex(tx, null)
    const vocabulary = knownWords.open(state?.forgotten ?? 0)
    const { rows } = await tx.execute<Row>(sql`
      select c.id as "channelId", coalesce(c.parent_channel_id, c.id) as "parentChannelId", m.* from (
        select channel_id, ${columns} from messages where ctid >= ${`(${from},0)`}::tid and ctid < ${`(${to},0)`}::tid
      ) m join channels c on c.id = m.channel_id`)
    if (rows.length > 0) await writeRows(tx, rows, vocabulary)
  })
  knownWords.committed()
}

async function readRows(tx: Tx, channels: readonly Behind[], rowsMax: number): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(sql`
    select c.id as "channelId", c.parent as "parentChannelId", m.* from unnest(${uuids(channels.map((c) => c.channelId))},
      ${uuids(channels.map((c) => c.parentChannelId))}, ${bigints(channels.map((c) => c.indexed))}) as c (id, parent, indexed)
    cross join lateral (
      select ${columns} from messages where channel_id = c.id and revision > c.indexed order by revision limit ${rowsMax}
    ) m`)
  return rows
}

/** The revision up to which each of these channels is in the index afterwards. */
function reached(channels: readonly Behind[], rows: readonly Row[], rowsMax: number): Behind[] {
  const byChannel = Map.groupBy(rows, ({ channelId }) => channelId)
  return channels.map((channel) => {
    const revisions = (byChannel.get(channel.channelId) ?? []).map(({ revision }) => revision)
    if (revisions.length < rowsMax) return { ...channel, indexed: channel.revision }
    const [first, last] = [Math.min(...revisions), Math.max(...revisions)]
    // Several rows may share a revision, and the limit may have cut between them.
    return { ...channel, indexed: first < last ? last - 1 : last }
  })
}
