import { type Database, schema, type Tx } from '@chime/db'
import { type Head, type Hello, limits, type ServerEvent } from '@chime/protocol'
import type { HubStream, Topic } from '@chime/realtime'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { activeMember, isOpen } from '../channel/access.ts'
import type { LiveSocket, SignedInContext } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import { snapshot } from '../snapshot.ts'
import { readEpoch } from './epoch.ts'
import { serialize } from './publish.ts'

const { channels, members, users } = schema

/**
 * Opens a stream of events: `hello` with where every channel stands, then what happens. Everything that the hub is told
 * after its topics are followed is held until `hello` is out, so nothing falls between the reading and the following.
 *
 * The generator only waits. The hub writes the events itself, as frames shared by all sockets.
 *
 * @throws Refusal `NOT_FOUND` when one of `channelIds` may not be read
 */
export async function subscribe(
  ctx: SignedInContext & { socket: LiveSocket },
  { channelIds }: { channelIds?: string[] },
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<ServerEvent[]>> {
  const { socket } = ctx
  const { userId } = ctx.actor
  const { db, log } = ctx.services
  const place = { connectionId: socket.id, userId, channelIds }

  let opening: { heads: ReadonlyMap<Topic, number>; hello: string } | null = null
  const begin = () => {
    if (!opening) throw new Error('the stream was started before it was opened')
    // The hello leaves as the subscription's first frame; the hub goes on from there.
    stream.release(opening.heads, '')
    return opening.hello
  }
  const { sink, opening: firstFrame } = socket.openSink(begin, () => stream.resume())
  const resync = () => {
    openPlace(db, stream, place).then(
      ({ heads, hello }) => stream.release(heads, hello),
      // The channel or the database is gone. A closed socket comes back by itself and asks again.
      (err: unknown) => {
        log.warn({ err, userId }, 'a stream could not be resynchronised')
        socket.closeForRestart()
      },
    )
  }
  const stream = socket.connection.open(sink, { mine: channelIds === undefined, resync })
  try {
    opening = await openPlace(db, stream, place)
  } catch (error) {
    stream.close()
    throw error
  }
  return parked(firstFrame, stream, signal)
}

async function* parked(firstFrame: object, stream: HubStream, signal: AbortSignal | undefined) {
  try {
    // The socket's encoder replaces this by the first frame, `[hello]`: to the client the stream is one of event batches.
    yield firstFrame as ServerEvent[]
    await new Promise<void>((resolve) => {
      if (!signal || signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    stream.close()
  }
}

type Place = { connectionId: string; userId: string; channelIds?: string[] }

/** Follows the topics, then reads where they stand. The order is the promise: what comes between is held, not lost. */
async function openPlace(db: Database, stream: HubStream, place: Place) {
  const { userId, channelIds } = place
  await stream.follow([`user:${userId}`])
  const ids = channelIds ?? (await myChannelIds(db, userId))
  await stream.follow(ids.map((id): Topic => `channel:${id}`))
  const { epoch, userRevision, rows } = await snapshot(db, (tx) => readPlace(tx, place))
  if (channelIds) for (const id of channelIds) if (!rows.some((row) => row.channelId === id)) throw notFound()

  const heads = new Map<Topic, number>(rows.map((row) => [`channel:${row.channelId}`, row.revision]))
  heads.set(`user:${userId}`, userRevision)
  // Joined between the two reads: follow them now, the hub finds by their heads what was missed.
  const late = rows.filter((row) => !ids.includes(row.channelId))
  if (late.length > 0) await stream.follow(late.map((row): Topic => `channel:${row.channelId}`))

  const serverTime = new Date().toISOString()
  const parts: Hello[] = []
  for (let from = 0; from === 0 || from < rows.length; from += limits.helloChannels) {
    const part = rows.slice(from, from + limits.helloChannels)
    const last = from + limits.helloChannels >= rows.length
    const { connectionId } = place
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

async function readPlace(tx: Tx, { userId, channelIds }: Place) {
  const epoch = await readEpoch(tx)
  const [user] = await tx.select({ revision: users.revision }).from(users).where(eq(users.id, userId))
  if (!user) throw new Refusal('UNAUTHENTICATED', 'The account is gone')
  const found = await tx
    .select({
      id: channels.id,
      kind: channels.kind,
      revision: channels.revision,
      lastNumber: channels.lastNumber,
      counted: channels.counted,
      member: members.userId,
      readNumber: members.readNumber,
      readCounted: members.readCounted,
      readVersion: members.readVersion,
    })
    .from(channels)
    .leftJoin(members, activeMember(userId))
    .where(channelIds ? inArray(channels.id, channelIds) : and(eq(members.userId, userId), isNull(members.leftAt)))
  const rows = found
    .filter((row) => row.member !== null || isOpen(row))
    .map(
      ({ id, revision, lastNumber, counted, member, readNumber, readCounted, readVersion }): Head => ({
        channelId: id,
        revision,
        lastNumber,
        counted,
        // Whoever only looks on has read everything.
        unread: member === null ? 0 : Math.max(0, counted - (readCounted ?? 0)),
        mentions: 0,
        readNumber: readNumber ?? lastNumber,
        readVersion: readVersion ?? 0,
      }),
    )
  return { epoch, userRevision: user.revision, rows }
}
