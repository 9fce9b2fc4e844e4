import { limits } from '@chime/protocol'
import { patiently } from './patiently.ts'
import { mainLogin } from './people.ts'
import { seeded } from './random.ts'
import { channels, directs, type Room, rooms } from './rooms.ts'
import { mate, type Place, type Team, waitText } from './team.ts'
import { demoUuid, type Planned, timelineOf } from './timeline.ts'

type Work = Pick<Place, 'progress' | 'signal'> & { team: Team }
type OpenRoom = { room: Room; channelId: string; planned: Planned[]; missing: Planned[] }

/** Held back until all else is said, so that the list of direct conversations has the order of `directs`. */
const lastWords = 2

/**
 * Makes the rooms and says what has not been said in them yet. A second time finds all of it there and sends nothing.
 *
 * @param size 1 for all of it, less for a part
 * @returns how many messages were sent, and where each room is
 */
export async function load(work: Work, size = 1): Promise<{ sent: number; channelIds: Map<string, string> }> {
  work.progress.task('Channels', rooms.length)
  const opened = await Promise.all(rooms.map((room) => open(work, room, size)))
  const sent = opened.reduce((sum, { missing }) => sum + missing.length, 0)
  work.progress.task('Messages', sent)
  await Promise.all(opened.map((room) => say(work, room, room.missing.slice(0, -lastWords))))
  for (const room of opened) await say(work, room, room.missing.slice(-lastWords))
  await readSome(work, opened)
  return { sent, channelIds: new Map(opened.map(({ room, channelId }) => [room.key, channelId])) }
}

async function open({ team, progress, signal }: Work, room: Room, size: number): Promise<OpenRoom> {
  const { trpc } = mate(team, room.owner)
  const idOf = (username: string) => mate(team, username).userId
  const others = room.members.filter((name) => name !== room.owner)
  const { kind, name, topic: description, key } = room
  const { id: channelId, lastNumber } = await patiently(
    () =>
      kind === 'direct'
        ? trpc.channels.openDirect.mutate({ userId: idOf(others[0] ?? '') })
        : trpc.channels.create.mutate({
            ...{ kind, name, description, memberIds: others.map(idOf) },
            clientId: demoUuid(`room ${key}`),
          }),
    { signal, onWait: (ms) => progress.note(waitText(ms)) },
  )
  const planned = timelineOf(room, size)
  const known = lastNumber === 0 ? new Set() : await clientIdsIn(team, room, channelId, signal)
  progress.step()
  return { room, channelId, planned, missing: planned.filter(({ clientId }) => !known.has(clientId)) }
}

async function clientIdsIn(team: Team, { owner }: Room, channelId: string, signal: AbortSignal): Promise<Set<string>> {
  const { trpc } = mate(team, owner)
  const found = new Set<string>()
  let before: number | undefined
  for (;;) {
    const page = await patiently(() => trpc.messages.list.query({ channelId, before, limit: limits.pageMax }), {
      signal,
    })
    for (const { clientId } of page.messages) found.add(clientId)
    before = page.messages[0]?.number
    if (!page.hasBefore || before === undefined) return found
  }
}

/** One after the other: a conversation is in order only if each message waits for the one before. */
async function say({ team, progress, signal }: Work, { channelId }: OpenRoom, messages: Planned[]): Promise<void> {
  for (const { username, content, clientId } of messages) {
    const { trpc } = mate(team, username)
    await patiently(() => trpc.messages.send.mutate({ channelId, clientId, content }), {
      signal,
      onWait: (ms) => progress.note(waitText(ms)),
    })
    progress.step()
  }
}

/** Everybody has read most of it; a few newest messages wait for them, as in life. */
async function readSome({ team, progress, signal }: Work, opened: OpenRoom[]): Promise<void> {
  const marks = opened.flatMap(({ room, channelId, planned }) =>
    room.members.map((username) => ({ username, channelId, number: planned.length - unreadOf(room, username) })),
  )
  progress.task('Reading', marks.length)
  await Promise.all(
    marks.map(async ({ username, channelId, number }) => {
      const { trpc } = mate(team, username)
      // Counted from the demo's own messages, so that a second run moves no marker over what came later.
      await patiently(() => trpc.channels.markRead.mutate({ channelId, number: Math.max(0, number) }), { signal })
      progress.step()
    }),
  )
}

function unreadOf({ key, unread }: Room, username: string): number {
  if (username === mainLogin) return unread
  const random = seeded(`${key} ${username}`)
  const mood = random.next()
  if (mood < 0.6) return 0
  return mood < 0.85 ? random.between(1, 6) : random.between(5, 25)
}

/** How many messages all of it has: for tests, and to say it. */
export const messagesIn = (list: readonly Room[] = [...channels, ...directs], size = 1): number =>
  list.reduce((sum, room) => sum + timelineOf(room, size).length, 0)
