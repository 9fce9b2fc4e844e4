import { limits } from '@chime/protocol'
import { seeded } from '@chime/testing/random'
import { allChannels, type DemoChannel } from './channels.ts'
import { mainLogin } from './people.ts'
import { retry } from './retry.ts'
import { mate, type Place, type Team, waitText } from './team.ts'
import { demoUuid, type Planned, timelineOf } from './timeline.ts'

type Work = Pick<Place, 'progress' | 'signal'> & { team: Team }
type OpenChannel = { channel: DemoChannel; channelId: string; planned: Planned[]; missing: Planned[] }

/**
 * The last messages of each room are sent at the end, room by room, so that direct conversations are sorted as in
 * `directs`.
 */
const lastWords = 2

/**
 * Creates the channels and sends the messages that are not there yet. When everything is there already, it sends nothing.
 *
 * @param size the share of the content to load, up to 1
 * @returns how many messages were sent, and the ids of the channels by key
 */
export async function load(work: Work, size = 1): Promise<{ sent: number; channelIds: Map<string, string> }> {
  work.progress.task('Channels', allChannels.length)
  const opened = await Promise.all(allChannels.map((channel) => open(work, channel, size)))
  const sent = opened.reduce((sum, { missing }) => sum + missing.length, 0)
  work.progress.task('Messages', sent)
  await Promise.all(opened.map((channel) => say(work, channel, channel.missing.slice(0, -lastWords))))
  for (const channel of opened) await say(work, channel, channel.missing.slice(-lastWords))
  await readSome(work, opened)
  return { sent, channelIds: new Map(opened.map(({ channel, channelId }) => [channel.key, channelId])) }
}

async function open({ team, progress, signal }: Work, channel: DemoChannel, size: number): Promise<OpenChannel> {
  const { trpc } = mate(team, channel.owner)
  const idOf = (username: string) => mate(team, username).userId
  const others = channel.members.filter((name) => name !== channel.owner)
  const { kind, name, topic: description, key } = channel
  const { id: channelId, lastNumber } = await retry(
    () =>
      kind === 'direct'
        ? trpc.channels.openDirect.mutate({ userId: idOf(others[0] ?? '') })
        : trpc.channels.create.mutate({
            ...{ kind, name, description, memberIds: others.map(idOf) },
            clientId: demoUuid(`room ${key}`),
          }),
    { signal, onWait: (ms) => progress.note(waitText(ms)) },
  )
  const planned = timelineOf(channel, size)
  const known = lastNumber === 0 ? new Set() : await clientIdsIn(team, channel, channelId, signal)
  progress.step()
  return { channel, channelId, planned, missing: planned.filter(({ clientId }) => !known.has(clientId)) }
}

async function clientIdsIn(
  team: Team,
  { owner }: DemoChannel,
  channelId: string,
  signal: AbortSignal,
): Promise<Set<string>> {
  const { trpc } = mate(team, owner)
  const found = new Set<string>()
  let before: number | undefined
  for (;;) {
    const page = await retry(() => trpc.messages.list.query({ channelId, before, limit: limits.pageMax }), {
      signal,
    })
    for (const { clientId } of page.messages) found.add(clientId)
    before = page.messages[0]?.number
    if (!page.hasBefore || before === undefined) return found
  }
}

/** Sends the messages one after the other, because each must come after the one before. */
async function say({ team, progress, signal }: Work, { channelId }: OpenChannel, messages: Planned[]): Promise<void> {
  for (const { username, content, clientId } of messages) {
    const { trpc } = mate(team, username)
    await retry(() => trpc.messages.send.mutate({ channelId, clientId, content }), {
      signal,
      onWait: (ms) => progress.note(waitText(ms)),
    })
    progress.step()
  }
}

/** Marks most messages as read for everybody. A few new ones stay unread, as in real life. */
async function readSome({ team, progress, signal }: Work, opened: OpenChannel[]): Promise<void> {
  const marks = opened.flatMap(({ channel, channelId, planned }) =>
    channel.members.map((username) => ({ username, channelId, number: planned.length - unreadOf(channel, username) })),
  )
  progress.task('Reading', marks.length)
  await Promise.all(
    marks.map(async ({ username, channelId, number }) => {
      const { trpc } = mate(team, username)
      // Only the demo's own messages count, so that a second run does not mark later ones as read.
      await retry(() => trpc.channels.markRead.mutate({ channelId, number: Math.max(0, number) }), { signal })
      progress.step()
    }),
  )
}

function unreadOf({ key, unread }: DemoChannel, username: string): number {
  if (username === mainLogin) return unread
  const random = seeded(`${key} ${username}`)
  const mood = random.next()
  if (mood < 0.6) return 0
  return mood < 0.85 ? random.integer(1, 6) : random.integer(5, 25)
}
