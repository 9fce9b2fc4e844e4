import type { AppRouter } from '@chime/api'
import type { ChannelSummary, Message, Presence, ServerEvent } from '@chime/protocol'
import { createTRPCClient, createWSClient, getUntypedClient, wsLink } from '@trpc/client'
import type { Casting, Part } from './cast.ts'
import { type Follower, sorted } from './follower.ts'
import { plainRoom } from './plain-room.ts'
import { type Done, type Recorder, verdictOf } from './recorder.ts'
import { Room } from './room.ts'
import { sendSurely } from './send-surely.ts'
import type { Wire } from './socket.ts'
import { timed as timedUntil } from './timed.ts'
import { whole } from './whole-hello.ts'

const againMs = 300
const pageSize = 100

/** The stock client of tRPC with the least that follows the protocol on top: what a client of another language would be. */
export function stockFollower(part: Part, casting: Casting, recorder: Recorder, wire: Wire): Follower {
  const rooms = new Map<string, Room>()
  const pulls = new Map<string, Promise<void>>()
  const socket = createWSClient({
    url: 'ws://127.0.0.1/trpc',
    WebSocket: wire.WebSocket,
    connectionParams: { token: part.token },
    retryDelayMs: (attempt) => Math.min(1_500, 100 * 2 ** attempt) * (0.5 + Math.random()),
    // A reader that stops reading would take its own silence for a dead link.
    keepAlive: { enabled: part.role !== 'reader', intervalMs: 3_000, pongTimeoutMs: 2_000 },
  })
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] })
  const untyped = getUntypedClient(trpc)
  let isClosed = false
  const timed = <T>(call: (signal: AbortSignal) => Promise<T>) => timedUntil(wire.closed, call)
  let unsubscribe: (() => void)[] = []
  const ready = Promise.withResolvers<void>()

  function roomOf(channelId: string): Room {
    const room = rooms.get(channelId) ?? new Room(part.userId)
    rooms.set(channelId, room)
    return room
  }

  function leave(channelId: string): void {
    rooms.delete(channelId)
    recorder.closed(channelId)
  }

  function told(channelId: string, room: Room, by: 'live' | 'pull', taken: readonly Message[]): void {
    if (rooms.get(channelId) !== room) return
    recorder.applied(channelId, by, taken)
    if (taken.length > 0) recorder.view(channelId, room.numbers())
    recorder.marker(channelId, room.marker.number, room.marker.version, room.unread)
  }

  /** Gets what is missing; one at a time a channel, and again and again until nothing is. */
  function pull(channelId: string): Promise<void> {
    const running = pulls.get(channelId)
    if (running) return running
    const work = (async () => {
      while (!isClosed && rooms.get(channelId)?.isBehind) {
        const room = roomOf(channelId)
        try {
          if (room.isListed) await catchUp(channelId, room)
          else await list(channelId, room)
        } catch (error) {
          if (verdictOf(error).outcome === 'refused') leave(channelId)
          else await new Promise((resolve) => setTimeout(resolve, againMs))
        }
      }
    })().finally(() => pulls.delete(channelId))
    pulls.set(channelId, work)
    return work
  }

  async function catchUp(channelId: string, room: Room): Promise<void> {
    const pages = []
    for (let since = room.revision; ; ) {
      const page = await timed((signal) => trpc.channels.changes.query({ channelId, since, limit: 200 }, { signal }))
      if (page.reset) {
        room.isListed = false
        return
      }
      pages.push(page)
      if (!page.more) break
      since = page.revision
    }
    const taken = room.takeChanges(pages)
    if (taken) told(channelId, room, 'pull', taken)
    else room.isListed = false
  }

  async function list(channelId: string, room: Room): Promise<void> {
    const page = await timed((signal) => trpc.messages.list.query({ channelId, limit: pageSize }, { signal }))
    const { members } = await timed((signal) => trpc.members.list.query({ channelId }, { signal }))
    const {
      membership,
      lastMessage: __,
      peer: ___,
      ...channel
    }: ChannelSummary = await timed((signal) => trpc.channels.get.query({ channelId }, { signal }))
    const taken = room.takeList(page, members, channel)
    // What I sent between the page and this is not counted by hand any more: the marker knows of it.
    if (membership) {
      const { readNumber: number, readVersion: version, unread } = membership
      room.takeMarker({ number, version, counted: channel.counted - unread, at: channel.revision })
    }
    told(channelId, room, 'pull', taken)
    // Left and joined again meanwhile: this is not what is shown.
    if (rooms.get(channelId) === room) recorder.view(channelId, room.numbers())
  }

  function hear(events: ServerEvent[]): void {
    const steps = new Map<string, Extract<ServerEvent, { type: 'message' | 'member' | 'channel' }>[]>()
    for (const event of events) {
      if (event.type === 'hello') hello(event)
      else if (event.type === 'message' || event.type === 'member' || event.type === 'channel')
        steps.set(event.channelId, [...(steps.get(event.channelId) ?? []), event])
      else if (event.type === 'joined') void pull(join(event.channel))
      else if (event.type === 'left') leave(event.channelId)
      else if (event.type === 'marker') {
        const room = rooms.get(event.channelId)
        const { readNumber: number, readVersion: version, readCounted: counted, channelRevision: at } = event
        room?.takeMarker({ number, version, counted, at })
        if (room) told(event.channelId, room, 'live', [])
      }
    }
    for (const [channelId, own] of steps) {
      const room = rooms.get(channelId)
      if (!room) continue
      told(channelId, room, 'live', room.hear(own))
      if (room.isBehind) void pull(channelId)
    }
  }

  function join({ id, membership, counted, lastNumber, revision }: ChannelSummary): string {
    const room = roomOf(id)
    room.counted = Math.max(room.counted, counted)
    room.lastNumber = Math.max(room.lastNumber, lastNumber)
    if (membership)
      room.takeMarker({
        number: membership.readNumber,
        version: membership.readVersion,
        counted: counted - membership.unread,
        at: revision,
      })
    return id
  }

  const collect = whole()
  function hello(part: Extract<ServerEvent, { type: 'hello' }>): void {
    const heads = collect(part)
    if (!heads) return
    for (const id of rooms.keys()) if (!heads.some((head) => head.channelId === id)) leave(id)
    const pulled = heads.map((head) => {
      const room = roomOf(head.channelId)
      room.takeHead(head)
      recorder.marker(head.channelId, room.marker.number, room.marker.version, room.unread)
      return pull(head.channelId)
    })
    void Promise.all(pulled).then(() => ready.resolve())
  }

  function subscribe(): void {
    if (isClosed) return
    const again = () => void setTimeout(subscribe, againMs)
    const events = trpc.events.subscribe.subscribe({}, { onData: hear, onError: again, onComplete: again })
    unsubscribe.push(() => events.unsubscribe())
  }

  function watch(): void {
    if (isClosed) return
    const again = () => void setTimeout(watch, againMs)
    const onData = (people: Presence[]) => {
      for (const { userId, status } of people) recorder.shown(userId, status)
    }
    const presence = trpc.presence.subscribe.subscribe(
      { userIds: casting.userIds },
      { onData, onError: again, onComplete: again },
    )
    unsubscribe.push(() => presence.unsubscribe())
  }

  const mutate = (procedure: string, input: unknown): Promise<Done> =>
    recorder.record(procedure, input, () => timed((signal) => untyped.mutation(procedure, input, { signal })))

  return {
    recorder,
    wire,
    async start() {
      subscribe()
      watch()
      await ready.promise
    },
    send: (channelId, content) =>
      sendSurely({ channelId, content }, recorder, wire, (input) =>
        timed((signal) => trpc.messages.send.mutate(input, { signal })),
      ),
    mutate,
    markRead: (channelId, number) =>
      mutate('channels.markRead', { channelId, number, version: rooms.get(channelId)?.marker.version ?? 0 }),
    markUnread: (channelId, number) => mutate('channels.markUnread', { channelId, number }),
    newest: (channelId) => rooms.get(channelId)?.lastNumber ?? 0,
    shows: (channelId, number) => rooms.get(channelId)?.messages.has(number) ?? false,
    own(channelId) {
      const messages = [...(rooms.get(channelId)?.messages.values() ?? [])]
      return messages.filter((m) => m.userId === part.userId && m.kind === 'user' && !m.deletedAt).map((m) => m.number)
    },
    look(depth) {
      for (const [channelId, room] of rooms) {
        recorder.view(channelId, room.numbers(), depth)
        recorder.marker(channelId, room.marker.number, room.marker.version, room.unread)
      }
    },
    held: () => new Map([...rooms].map(([channelId, room]) => [channelId, room.from])),
    async loadFrom(from) {
      for (const [channelId, room] of rooms) {
        while (room.from > (from.get(channelId) ?? room.from)) {
          const before = room.from
          const page = await timed(() => trpc.messages.list.query({ channelId, before, limit: pageSize }))
          if (room.takeOlder(page.messages).length === 0) break
        }
      }
    },
    state: (from) =>
      sorted(
        Object.fromEntries(
          [...rooms].map(([channelId, room]) => [channelId, plainRoom(room, from.get(channelId) ?? room.from)]),
        ),
      ),
    isBusy: () => pulls.size > 0,
    async close() {
      isClosed = true
      for (const end of unsubscribe.splice(0)) end()
      unsubscribe = []
      await Promise.race([socket.close(), new Promise((resolve) => setTimeout(resolve, 1_000))])
      wire.close()
    },
  }
}
