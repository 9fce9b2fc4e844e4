import { type Database, schema } from '@chime/db'
import { type ChannelKind, type Head, type Hello, limits } from '@chime/protocol'
import type { HubStream, Topic } from '@chime/realtime'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { activeMember, isOpen } from '../channel/access.ts'
import { notFound, Refusal } from '../errors.ts'
import { isShown } from '../member/shown.ts'
import { unreadMentionsWithChannel } from '../mention/unread.ts'
import { serialize } from './publish.ts'

const { channels, instance, members, users } = schema

/** Without `channelIds`: all channels of the user, and those that they join later. */
export type StreamRequest = { connectionId: string; userId: string; channelIds?: string[] }

/**
 * Follows the topics of a stream and then reads where they stand. This order is the promise: what is published in
 * between is held back by the hub, and not lost.
 *
 * The hello of a stream of all channels leaves out threads without unread messages, since people follow hundreds of
 * threads for good. Their topics are followed like the others.
 *
 * It takes two queries, however many channels there are: one for what to follow (or whether that may be read), and one
 * that reads all heads. The second is a single statement so that all heads are of one moment.
 *
 * @param isAgain the stream was opened before. It then goes on without those of `channelIds` that the user may no longer
 * read: their own stream tells them that they left
 * @throws Refusal `NOT_FOUND` when the user may not read one of `channelIds`
 */
export async function openStream(
  db: Database,
  stream: HubStream,
  request: StreamRequest,
  { isAgain = false }: { isAgain?: boolean } = {},
) {
  const { connectionId, userId, channelIds } = request
  // Whoever may not read them makes the bus follow nothing.
  if (channelIds && !isAgain) mustHaveAll(channelIds, (await readHeads(db, request)).rows)
  await stream.subscribe(channelIds ? [`user:${userId}`] : [`user:${userId}`, 'groups'])
  const ids = channelIds ?? (await myChannelIds(db, userId))
  await stream.subscribe(ids.map((id): Topic => `channel:${id}`))
  const { epoch, userRevision, groupsRevision, blocked, rows, threads } = await readHeads(db, request)
  const listed = channelIds ? rows : rows.filter((row) => row.unread > 0 || !threads.has(row.channelId))
  if (channelIds && !isAgain) mustHaveAll(channelIds, rows)

  const heads = new Map<Topic, number>(rows.map((row) => [`channel:${row.channelId}`, row.revision]))
  heads.set(`user:${userId}`, userRevision)
  if (!channelIds) heads.set('groups', groupsRevision)
  // Channels that the user joined between the two reads. They are followed now, and the hub finds what was missed from
  // their heads.
  const followed = new Set(ids)
  const late = rows.filter((row) => !followed.has(row.channelId))
  if (late.length > 0) await stream.subscribe(late.map((row): Topic => `channel:${row.channelId}`))

  const serverTime = new Date().toISOString()
  const parts: Hello[] = []
  for (let from = 0; from === 0 || from < listed.length; from += limits.helloChannels) {
    const part = listed.slice(from, from + limits.helloChannels)
    const last = from + limits.helloChannels >= listed.length
    const own = { userRevision, channels: part, ...(last && !channelIds && { blocked, groupsRevision }), last }
    parts.push({ type: 'hello', epoch, connectionId, serverTime, ...own })
  }
  return { heads, hello: serialize(parts) }
}

/** @throws Refusal `NOT_FOUND` */
function mustHaveAll(channelIds: readonly string[], rows: readonly { channelId: string }[]): void {
  const read = new Set(rows.map(({ channelId }) => channelId))
  if (channelIds.some((id) => !read.has(id))) throw notFound()
}

async function myChannelIds({ drizzle }: Database, userId: string): Promise<string[]> {
  const rows = await drizzle
    .select({ id: members.channelId })
    .from(members)
    .where(and(eq(members.userId, userId), isShown))
  return rows.map(({ id }) => id)
}

async function readHeads({ drizzle }: Database, { userId, channelIds }: StreamRequest) {
  const columns = {
    epoch: instance.epoch,
    userRevision: users.revision,
    groupsRevision: instance.groupsRevision,
    // In one row only: there may be many of them. Null when there are none.
    blocked: sql<string[] | null>`case when row_number() over () = 1 then (
      select array_agg(b.blocked_id::text) from blocks b where b.user_id = ${userId}::uuid and b.lifted_at is null
    ) end`,
    id: channels.id,
    // The kind of the parent channel, if this is a thread.
    kind: sql<ChannelKind | null>`case when channels.parent_channel_id is null then channels.kind else (
      select h.kind from channels h where h.id = channels.parent_channel_id
    ) end`,
    isThread: sql<boolean | null>`channels.parent_channel_id is not null`,
    revision: channels.revision,
    lastNumber: channels.lastNumber,
    counted: channels.counted,
    member: members.userId,
    readNumber: members.readNumber,
    readVersion: members.readVersion,
    // For a reader who is no member, or does not follow the thread, nothing is unread. As `unreadOf`.
    unread: sql<number>`case when members.follows then
      greatest(0, channels.counted - members.read_counted - members.skipped)::int else 0 end`,
    mentions: sql<number>`case when members.follows then ${unreadMentionsWithChannel} else 0 end`,
  }
  // Every row carries the epoch and the user's revision. A user without channels still gets one row, without a channel.
  const user = drizzle.select(columns).from(users).innerJoin(instance, sql`true`).$dynamic()
  const found = await (channelIds
    ? user.leftJoin(channels, inArray(channels.id, channelIds)).leftJoin(members, activeMember(userId))
    : user
        .leftJoin(members, and(eq(members.userId, users.id), isShown))
        .leftJoin(channels, eq(channels.id, members.channelId))
  ).where(eq(users.id, userId))
  const [first] = found
  if (!first) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
  const blocked = found.find((row) => row.blocked)?.blocked ?? []
  const threads = new Set(found.flatMap((row) => (row.id !== null && row.isThread ? [row.id] : [])))
  const rows = found.flatMap((row): Head[] => {
    const { id, kind, revision, lastNumber, counted, unread, mentions, member, readNumber, readVersion } = row
    if (id === null || kind === null || revision === null || lastNumber === null || counted === null) return []
    if (member === null && !isOpen({ kind })) return []
    return [
      {
        channelId: id,
        revision,
        lastNumber,
        counted,
        unread,
        mentions,
        readNumber: readNumber ?? lastNumber,
        readVersion: readVersion ?? 0,
      },
    ]
  })
  const { epoch, userRevision, groupsRevision } = first
  return { epoch, userRevision, groupsRevision, blocked, rows, threads }
}
