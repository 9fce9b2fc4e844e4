import type * as Client from '@chime/client'
import type { Message } from '@chime/protocol'
import { getUntypedClient } from '@trpc/client'
import type { Casting, Part } from './cast.ts'
import { type Follower, sorted } from './follower.ts'
import type { Done, Recorder } from './recorder.ts'
import type { Wire } from './socket.ts'

/** How long a message may wait in the outbox. */
const sendWithinMs = 60_000
const callTimeoutMs = 10_000
/** As many as a window holds. */
const pagesMax = 40

/** The typed client, as a developer has it who installed it. */
export function chimeFollower(
  { createChime }: Pick<typeof Client, 'createChime'>,
  part: Part,
  casting: Casting,
  recorder: Recorder,
  wire: Wire,
): Follower {
  const chime = createChime({ url: 'http://127.0.0.1', token: part.token, WebSocket: wire.WebSocket })
  const untyped = getUntypedClient(chime.trpc)
  const shown = new Map<string, Map<number, Message>>()
  const ends: (() => void)[] = []
  const seen = casting.stages.filter(({ kind, memberIds }) => kind === 'public' || memberIds.includes(part.userId))

  const rows = (channelId: string): Message[] =>
    chime
      .channel(channelId)
      .timeline.get()
      .items.flatMap((item) => (item.state === 'sent' ? [item.message] : []))

  function follow(channelId: string): void {
    const channel = chime.channel(channelId)
    ends.push(channel.open())
    ends.push(channel.members.subscribe(() => {}))
    ends.push(channel.timeline.subscribe(() => changed(channelId)))
    ends.push(channel.missing.subscribe(() => changed(channelId)))
  }

  /** Only what is new or changed since the last time is written down. */
  function changed(channelId: string): void {
    const channel = chime.channel(channelId)
    if (channel.missing.get()) recorder.closed(channelId)
    const before = shown.get(channelId) ?? new Map<number, Message>()
    const now = rows(channelId)
    const fresh = now.filter((message) => before.get(message.number) !== message)
    shown.set(channelId, new Map(now.map((message) => [message.number, message])))
    recorder.applied(channelId, wire.by, fresh)
    if (fresh.length > 0)
      recorder.view(
        channelId,
        now.map(({ number }) => number),
      )
  }

  function markers(): void {
    for (const { id, membership } of chime.channels.get())
      if (membership) recorder.marker(id, membership.readNumber, membership.readVersion, membership.unread)
  }

  async function send(channelId: string, content: string): Promise<Done> {
    const { clientId, done } = chime.channel(channelId).send(content)
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('no answer')), sendWithinMs).unref(),
    )
    const result = await recorder.record('messages.send', { channelId, clientId, content }, () =>
      Promise.race([done, late, wire.closed]),
    )
    // A refused one would stay, waiting for somebody to look at it.
    if (result.outcome !== 'ok') chime.channel(channelId).discard(clientId)
    return result
  }

  return {
    recorder,
    wire,
    async start() {
      chime.connect()
      ends.push(chime.channels.subscribe(markers))
      for (const { id } of seen) follow(id)
      for (const userId of casting.userIds) {
        const presence = chime.presence(userId)
        ends.push(presence.subscribe(() => recorder.shown(userId, presence.get()?.status ?? 'unknown')))
      }
      await chime.ready()
    },
    send,
    mutate: (procedure, input) =>
      recorder.record(procedure, input, () =>
        untyped.mutation(procedure, input, { signal: AbortSignal.timeout(callTimeoutMs) }),
      ),
    markRead: (channelId, number) =>
      recorder.record('channels.markRead', { channelId, number }, () => chime.channel(channelId).markRead(number)),
    markUnread: (channelId, number) =>
      recorder.record('channels.markUnread', { channelId, number }, () => chime.channel(channelId).markUnread(number)),
    newest: (channelId) => rows(channelId).at(-1)?.number ?? 0,
    shows: (channelId, number) => rows(channelId).some((message) => message.number === number),
    own: (channelId) =>
      rows(channelId)
        .filter((m) => m.userId === part.userId && m.kind === 'user' && !m.deletedAt)
        .map((m) => m.number),
    look(depth) {
      markers()
      for (const { id } of seen) {
        const channel = chime.channel(id)
        if (!channel.missing.get() && channel.timeline.get().status === 'ready')
          recorder.view(
            id,
            rows(id).map(({ number }) => number),
            depth,
          )
      }
    },
    held: () =>
      new Map(
        seen.flatMap(({ id }) => {
          const first = rows(id)[0]
          return first ? [[id, first.number] as const] : []
        }),
      ),
    async loadFrom(from) {
      for (const [id, number] of from) {
        for (let page = 0; page < pagesMax && (rows(id)[0]?.number ?? 0) > number; page++)
          await chime.channel(id).loadBefore()
      }
    },
    state: (from) =>
      sorted({
        me: chime.me.get(),
        channels: [...chime.channels.get()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        unsent: chime.unsent.get(),
        open: Object.fromEntries(
          seen.map(({ id }) => {
            const channel = chime.channel(id)
            const { members, complete } = channel.members.get()
            const messages = rows(id).filter(({ number }) => number >= (from.get(id) ?? 0))
            return [id, { missing: channel.missing.get(), messages, members, complete }]
          }),
        ),
      }),
    isBusy: () =>
      chime.connection.get().status !== 'online' ||
      seen.some(({ id }) => {
        const { missing, timeline, members } = chime.channel(id)
        return !missing.get() && (timeline.get().status === 'loading' || !members.get().complete)
      }),
    async close() {
      for (const end of ends.splice(0)) end()
      chime.close()
      wire.close()
    },
  }
}
