import type * as Client from '@chime/client'
import type { AppRouter } from '@chime/client/app-router'
import type { Message } from '@chime/protocol'
import { getUntypedClient, type TRPCClient } from '@trpc/client'
import type { ClientSpec, Fixture } from './fixture.ts'
import { type RecordedClient, sorted } from './recorded-client.ts'
import type { RecordedConnection } from './recorded-connection.ts'
import type { CallResult, Recorder } from './recorder.ts'

/** A message that waits longer in the outbox is discarded. */
const sendWithinMs = 60_000
const callTimeoutMs = 10_000
/** A window holds no more pages than these. */
const pagesMax = 40

/** Chime's own client, used as a developer does who installed the package. */
export function chimeClient(
  { createChime }: Pick<typeof Client, 'createChime'>,
  spec: ClientSpec,
  fixture: Fixture,
  recorder: Recorder,
  connection: RecordedConnection,
): RecordedClient {
  const chime = createChime({ url: 'http://127.0.0.1', token: spec.token, WebSocket: connection.WebSocket })
  // It has the calls by path where tRPC's own client has them.
  const untyped = getUntypedClient(chime.trpc as unknown as TRPCClient<AppRouter>)
  const shown = new Map<string, Map<number, Message>>()
  const ends: (() => void)[] = []
  const seen = fixture.channels.filter(({ kind, memberIds }) => kind === 'public' || memberIds.includes(spec.userId))

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

  /** Writes down only what is new or has changed since the last time. */
  function changed(channelId: string): void {
    const channel = chime.channel(channelId)
    if (channel.missing.get()) recorder.closed(channelId)
    const before = shown.get(channelId) ?? new Map<number, Message>()
    const now = rows(channelId)
    const fresh = now.filter((message) => before.get(message.number) !== message)
    shown.set(channelId, new Map(now.map((message) => [message.number, message])))
    recorder.applied(channelId, connection.by, fresh)
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

  async function send(channelId: string, content: string): Promise<CallResult> {
    const { clientId, done } = chime.channel(channelId).send(content)
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('no answer')), sendWithinMs).unref(),
    )
    const result = await recorder.record('messages.send', { channelId, clientId, content }, () =>
      Promise.race([done, late, connection.closed]),
    )
    // A refused message would stay in the outbox, for its user to see.
    if (result.outcome !== 'ok') chime.channel(channelId).discard(clientId)
    return result
  }

  return {
    recorder,
    connection,
    async start() {
      chime.connect()
      ends.push(chime.channels.subscribe(markers))
      for (const { id } of seen) follow(id)
      for (const userId of fixture.userIds) {
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
        .filter((m) => m.userId === spec.userId && m.kind === 'user' && !m.deletedAt)
        .map((m) => m.number),
    recordViews(depth) {
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
      connection.close()
    },
  }
}
