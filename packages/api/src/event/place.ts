import { type Database, schema } from '@chime/db'
import { type ChannelKind, type Head, type Hello, limits } from '@chime/protocol'
import type { HubStream, Topic } from '@chime/realtime'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { activeMember, isOpen } from '../channel/access.ts'
import { unreadMentionsHere } from '../channel/unread-mentions.ts'
import { notFound, Refusal } from '../errors.ts'
import { serialize } from './publish.ts'

const { channels, instance, members, users } = schema

/** Without `channelIds`: all of the user's own. */
export type Place = { connectionId: string; userId: string; channelIds?: string[] }

/**
 * Follows the topics, then reads where they stand. The order is the promise: what comes between is held, not lost.
 *
 * The hello of all that is mine leaves out threads in which nothing is unread: one follows them by the hundred, for good. They
 * are followed like the others.
 *
 * Two queries, however many channels: whom to follow, and a snapshot of their heads, which is one statement for that reason.
 *
 * @throws Refusal `NOT_FOUND` when one of `channelIds` may not be read
 */
export async function openPlace(db: Database, stream: HubStream, place: Place) {
  const { connectionId, userId, channelIds } = place
  await stream.follow([`user:${userId}`])
  const ids = channelIds ?? (await myChannelIds(db, userId))
  await stream.follow(ids.map((id): Topic => `channel:${id}`))
  const { epoch, userRevision, rows, threads } = await readPlace(db, place)
  const listed = channelIds ? rows : rows.filter((row) => row.unread > 0 || !threads.has(row.channelId))
  const read = new Set(rows.map(({ channelId }) => channelId))
  if (channelIds?.some((id) => !read.has(id))) throw notFound()

  const heads = new Map<Topic, number>(rows.map((row) => [`channel:${row.channelId}`, row.revision]))
  heads.set(`user:${userId}`, userRevision)
  // Joined between the two reads: follow them now, the hub finds by their heads what was missed.
  const followed = new Set(ids)
  const late = rows.filter((row) => !followed.has(row.channelId))
  if (late.length > 0) await stream.follow(late.map((row): Topic => `channel:${row.channelId}`))

  const serverTime = new Date().toISOString()
  const parts: Hello[] = []
  for (let from = 0; from === 0 || from < listed.length; from += limits.helloChannels) {
    const part = listed.slice(from, from + limits.helloChannels)
    const last = from + limits.helloChannels >= listed.length
    parts.push({ type: 'hello', epoch, connectionId, serverTime, userRevision, channels: part, last })
  }
  return { heads, hello: serialize(parts) }
}

async function myChannelIds({ drizzle }: Database, userId: string): Promise<string[]> {
  const rows = await drizzle
    .select({ id: members.channelId })
    .from(members)
    .where(and(eq(members.userId, userId), isNull(members.leftAt)))
  return rows.map(({ id }) => id)
}

async function readPlace({ drizzle }: Database, { userId, channelIds }: Place) {
  const columns = {
    epoch: instance.epoch,
    userRevision: users.revision,
    id: channels.id,
    // Of a thread, that of the channel above it.
    kind: sql<ChannelKind | null>`case when channels.parent_channel_id is null then channels.kind else (
      select h.kind from channels h where h.id = channels.parent_channel_id
    ) end`,
    isThread: sql<boolean | null>`channels.parent_channel_id is not null`,
    revision: channels.revision,
    lastNumber: channels.lastNumber,
    counted: channels.counted,
    member: members.userId,
    readNumber: members.readNumber,
    readCounted: members.readCounted,
    readVersion: members.readVersion,
    mentions: unreadMentionsHere,
  }
  // Epoch and user stand in every row, and in one row without a channel for whoever has none.
  const user = drizzle.select(columns).from(users).innerJoin(instance, sql`true`).$dynamic()
  const found = await (channelIds
    ? user.leftJoin(channels, inArray(channels.id, channelIds)).leftJoin(members, activeMember(userId))
    : user
        .leftJoin(members, and(eq(members.userId, users.id), isNull(members.leftAt)))
        .leftJoin(channels, eq(channels.id, members.channelId))
  ).where(eq(users.id, userId))
  const [first] = found
  if (!first) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
  const threads = new Set(found.flatMap((row) => (row.id !== null && row.isThread ? [row.id] : [])))
  const rows = found.flatMap((row): Head[] => {
    const { id, kind, revision, lastNumber, counted, member, readNumber, readCounted, readVersion, mentions } = row
    if (id === null || kind === null || revision === null || lastNumber === null || counted === null) return []
    if (member === null && !isOpen({ kind })) return []
    return [
      {
        channelId: id,
        revision,
        lastNumber,
        counted,
        // Whoever only looks on has read everything.
        unread: member === null ? 0 : Math.max(0, counted - (readCounted ?? 0)),
        mentions,
        readNumber: readNumber ?? lastNumber,
        readVersion: readVersion ?? 0,
      },
    ]
  })
  return { epoch: first.epoch, userRevision: first.userRevision, rows, threads }
}
