import type { AppRouter } from '@chime/api'
import type { ChannelSummary, Message, Presence, ServerEvent } from '@chime/protocol'
import { createTRPCClient, createWSClient, getUntypedClient, wsLink } from '@trpc/client'
import { withTimeout } from './call-timeout.ts'
import { ChannelView } from './channel-view.ts'
import { comparableState } from './channel-view-state.ts'
import type { ClientSpec, Fixture } from './fixture.ts'
import { joinHelloParts } from './hello-parts.ts'
import { type RecordedClient, sorted } from './recorded-client.ts'
import type { RecordedConnection } from './recorded-connection.ts'
import { type CallResult, callStatusOf, type Recorder } from './recorder.ts'
import { sendUntilDecided } from './send-until-decided.ts'

const againMs = 300
const pageSize = 100

/**
 * tRPC's own client, with the least code that follows the protocol: what a client in another language would look like. It uses no
 * code of Chime's client, so that a misunderstanding in that code cannot hide.
 */
export function stockClient(
  spec: ClientSpec,
  fixture: Fixture,
  recorder: Recorder,
  connection: RecordedConnection,
): RecordedClient {
  const views = new Map<string, ChannelView>()
  const pulls = new Map<string, Promise<void>>()
  const socket = createWSClient({
    url: 'ws://127.0.0.1/trpc',
    WebSocket: connection.WebSocket,
    connectionParams: { token: spec.token },
    retryDelayMs: (attempt) => Math.min(1_500, 100 * 2 ** attempt) * (0.5 + Math.random()),
    // A reader that does not read would miss the pongs, and reconnect.
    keepAlive: { enabled: spec.role !== 'reader', intervalMs: 3_000, pongTimeoutMs: 2_000 },
  })
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] })
  const untyped = getUntypedClient(trpc)
  let isClosed = false
  const timed = <T>(call: (signal: AbortSignal) => Promise<T>) => withTimeout(connection.closed, call)
  let unsubscribe: (() => void)[] = []
  const ready = Promise.withResolvers<void>()

  function viewOf(channelId: string): ChannelView {
    const view = views.get(channelId) ?? new ChannelView(spec.userId)
    views.set(channelId, view)
    return view
  }

  function leave(channelId: string): void {
    views.delete(channelId)
    recorder.closed(channelId)
  }

  function recordTaken(channelId: string, view: ChannelView, by: 'live' | 'pull', taken: readonly Message[]): void {
    if (views.get(channelId) !== view) return
    recorder.applied(channelId, by, taken)
    if (taken.length > 0) recorder.view(channelId, view.numbers())
    recorder.marker(channelId, view.marker.number, view.marker.version, view.unread)
  }

  /** Pulls until nothing is missing in the channel. Only one pull of a channel runs at a time. */
  function pull(channelId: string): Promise<void> {
    const running = pulls.get(channelId)
    if (running) return running
    const work = (async () => {
      while (!isClosed && views.get(channelId)?.isBehind) {
        const view = viewOf(channelId)
        try {
          if (view.isListed) await catchUp(channelId, view)
          else await list(channelId, view)
        } catch (error) {
          if (callStatusOf(error).outcome === 'refused') leave(channelId)
          else await new Promise((resolve) => setTimeout(resolve, againMs))
        }
      }
    })().finally(() => pulls.delete(channelId))
    pulls.set(channelId, work)
    return work
  }

  async function catchUp(channelId: string, view: ChannelView): Promise<void> {
    const pages = []
    for (let since = view.revision; ; ) {
      const page = await timed((signal) => trpc.channels.changes.query({ channelId, since, limit: 200 }, { signal }))
      if (page.reset) {
        view.isListed = false
        return
      }
      pages.push(page)
      if (!page.more) break
      since = page.revision
    }
    const taken = view.takeChanges(pages)
    if (taken) recordTaken(channelId, view, 'pull', taken)
    else view.isListed = false
  }

  async function list(channelId: string, view: ChannelView): Promise<void> {
    const page = await timed((signal) => trpc.messages.list.query({ channelId, limit: pageSize }, { signal }))
    const { members } = await timed((signal) => trpc.members.list.query({ channelId }, { signal }))
    const {
      membership,
      lastMessage: __,
      peer: ___,
      ...channel
    }: ChannelSummary = await timed((signal) => trpc.channels.get.query({ channelId }, { signal }))
    const taken = view.takeList(page, members, channel)
    if (membership) {
      const { readNumber: number, readVersion: version, unread } = membership
      const marker = { number, version, unread, at: channel.revision, upTo: channel.lastNumber }
      // Where the user has moved it meanwhile, the event of that says what is unread.
      if (version >= view.marker.version) view.marker = marker
    }
    recordTaken(channelId, view, 'pull', taken)
    // If the user left and joined again meanwhile, there is a new view, and this one is not shown.
    if (views.get(channelId) === view) recorder.view(channelId, view.numbers())
  }

  function applyEvents(events: ServerEvent[]): void {
    const steps = new Map<string, Extract<ServerEvent, { type: 'message' | 'member' | 'channel' }>[]>()
    for (const event of events) {
      if (event.type === 'hello') hello(event)
      else if (event.type === 'message' || event.type === 'member' || event.type === 'channel')
        steps.set(event.channelId, [...(steps.get(event.channelId) ?? []), event])
      else if (event.type === 'joined') void pull(join(event.channel))
      else if (event.type === 'left') leave(event.channelId)
      else if (event.type === 'marker') {
        const view = views.get(event.channelId)
        const { readNumber: number, readVersion: version, channelRevision: at, lastNumber: upTo } = event
        view?.takeMarker({ number, version, unread: event.counted - event.readCounted - event.skipped, at, upTo })
        if (view) recordTaken(event.channelId, view, 'live', [])
        if (view?.isBehind) void pull(event.channelId)
      }
    }
    for (const [channelId, own] of steps) {
      const view = views.get(channelId)
      if (!view) continue
      recordTaken(channelId, view, 'live', view.applyEvents(own))
      if (view.isBehind) void pull(channelId)
    }
  }

  function join({ id, membership, counted, lastNumber, revision }: ChannelSummary): string {
    const view = viewOf(id)
    view.counted = Math.max(view.counted, counted)
    view.lastNumber = Math.max(view.lastNumber, lastNumber)
    if (membership)
      view.takeMarker({
        number: membership.readNumber,
        version: membership.readVersion,
        unread: membership.unread,
        at: revision,
        upTo: lastNumber,
      })
    return id
  }

  const collect = joinHelloParts()
  function hello(spec: Extract<ServerEvent, { type: 'hello' }>): void {
    const heads = collect(spec)
    if (!heads) return
    for (const id of views.keys()) if (!heads.some((head) => head.channelId === id)) leave(id)
    const pulled = heads.map((head) => {
      const view = viewOf(head.channelId)
      view.takeHead(head)
      recorder.marker(head.channelId, view.marker.number, view.marker.version, view.unread)
      return pull(head.channelId)
    })
    void Promise.all(pulled).then(() => ready.resolve())
  }

  function subscribe(): void {
    if (isClosed) return
    const again = () => void setTimeout(subscribe, againMs)
    const events = trpc.events.subscribe.subscribe({}, { onData: applyEvents, onError: again, onComplete: again })
    unsubscribe.push(() => events.unsubscribe())
  }

  function watch(): void {
    if (isClosed) return
    const again = () => void setTimeout(watch, againMs)
    const onData = (people: Presence[]) => {
      for (const { userId, status } of people) recorder.shown(userId, status)
    }
    const presence = trpc.presence.subscribe.subscribe(
      { userIds: fixture.userIds },
      { onData, onError: again, onComplete: again },
    )
    unsubscribe.push(() => presence.unsubscribe())
  }

  const mutate = (procedure: string, input: unknown): Promise<CallResult> =>
    recorder.record(procedure, input, () => timed((signal) => untyped.mutation(procedure, input, { signal })))

  return {
    recorder,
    connection,
    async start() {
      subscribe()
      watch()
      await ready.promise
    },
    send: (channelId, content) =>
      sendUntilDecided({ channelId, content }, recorder, connection, (input) =>
        timed((signal) => trpc.messages.send.mutate(input, { signal })),
      ),
    mutate,
    markRead: (channelId, number) =>
      mutate('channels.markRead', { channelId, number, version: views.get(channelId)?.marker.version ?? 0 }),
    markUnread: (channelId, number) => mutate('channels.markUnread', { channelId, number }),
    newest: (channelId) => views.get(channelId)?.lastNumber ?? 0,
    shows: (channelId, number) => views.get(channelId)?.messages.has(number) ?? false,
    own(channelId) {
      const messages = [...(views.get(channelId)?.messages.values() ?? [])]
      return messages.filter((m) => m.userId === spec.userId && m.kind === 'user' && !m.deletedAt).map((m) => m.number)
    },
    recordViews(depth) {
      for (const [channelId, view] of views) {
        recorder.view(channelId, view.numbers(), depth)
        recorder.marker(channelId, view.marker.number, view.marker.version, view.unread)
      }
    },
    held: () => new Map([...views].map(([channelId, view]) => [channelId, view.from])),
    async loadFrom(from) {
      for (const [channelId, view] of views) {
        while (view.from > (from.get(channelId) ?? view.from)) {
          const before = view.from
          const page = await timed(() => trpc.messages.list.query({ channelId, before, limit: pageSize }))
          if (view.takeOlder(page.messages).length === 0) break
        }
      }
    },
    state: (from) =>
      sorted(
        Object.fromEntries(
          [...views].map(([channelId, view]) => [channelId, comparableState(view, from.get(channelId) ?? view.from)]),
        ),
      ),
    isBusy: () => pulls.size > 0,
    async close() {
      isClosed = true
      for (const end of unsubscribe.splice(0)) end()
      unsubscribe = []
      await Promise.race([socket.close(), new Promise((resolve) => setTimeout(resolve, 1_000))])
      connection.close()
    },
  }
}
