import { isUserEvent, type ServerEvent } from '@chime/protocol'
import { type Random, seeded } from '@chime/testing/random'
import { createTRPCClient } from '@trpc/client'
import type { AppRouter } from '../../src/app-router.ts'
import { createLastView } from '../../src/cache/create-last-view.ts'
import type { ViewCache } from '../../src/cache/view-cache.ts'
import type { ConnectionState } from '../../src/connection/connection-state.ts'
import { createClient } from '../../src/create-client.ts'
import { SessionEnded } from '../../src/failure.ts'
import { allParts } from '../../src/later/all-parts.ts'
import { lateLists } from '../../src/later/late-lists.ts'
import { laterReadable } from '../../src/later/later.ts'
import { memoryStorage } from '../../src/outbox/memory-storage.ts'
import type { OutboxStorage } from '../../src/outbox/storage.ts'
import { Batch, Cell } from '../../src/readable.ts'
import type { Snapshot } from '../../src/types.ts'
import { type Kind, OwnList } from '../../src/user/own-list.ts'
import { type Faults, noFaults } from './faults.ts'
import { type EventSink, modelLink } from './link.ts'
import { proceduresOf, refusal } from './procedures.ts'
import { time } from './rows.ts'
import type { ModelServer } from './server.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** The whole client without its transport, connected to a model of the server by a network that can be faulty. */
export function modelClient(
  server: ModelServer,
  options: {
    random?: Random
    faults?: Partial<Faults>
    storage?: OutboxStorage
    cache?: ViewCache
    /** Who the app says is signed in. */
    userId?: string | null
    initial?: Snapshot
    /** Whether the server can be reached when the client connects; otherwise `reconnect` brings it back. */
    isReachable?: boolean
  } = {},
) {
  const random = options.random ?? seeded(1)
  const { cache = null, userId = null, isReachable = true } = options
  const faults = { ...noFaults, ...options.faults }
  const batch = new Batch()
  const state = new Cell<ConnectionState>(batch, { status: 'connecting', retryAt: null, reason: null })
  const waiting = new Set<{ resolve(): void; reject(error: Error): void }>()
  const subscriptions = new Map<EventSink, readonly string[] | null>()
  const counts = new Map<string, number>()
  const procedures = new Map(
    Object.entries(proceduresOf(server, random, faults)).flatMap(([router, answers]) =>
      Object.entries(answers).map(([name, answer]) => [`${router}.${name}`, answer as (input: unknown) => unknown]),
    ),
  )
  let late: ServerEvent[] = []
  let isUp = false
  let connections = 0

  const isOnline = () => state.get().status === 'online'
  const to = (status: ConnectionState['status']) => state.set({ status, retryAt: null, reason: null })
  const connection = {
    state,
    get isOnline() {
      return isOnline()
    },
    whenOnline: () =>
      isOnline() ? Promise.resolve() : new Promise<void>((resolve, reject) => waiting.add({ resolve, reject })),
    connect() {
      isUp = isReachable
      client.started()
    },
    close() {
      isUp = false
      client.stopped()
      to('offline')
      for (const { reject } of waiting) reject(new SessionEnded('closed'))
      waiting.clear()
    },
    online() {
      to('online')
      for (const { resolve } of waiting) resolve()
      waiting.clear()
    },
    end(reason: string) {
      isUp = false
      client.stopped()
      state.set({ status: 'ended', retryAt: null, reason })
    },
  }

  /** Answers a call. The answer is read at some moment between the question and its arrival. */
  async function call(path: string, input: unknown): Promise<unknown> {
    const answer = procedures.get(path)
    if (!answer) throw refusal('INVALID_INPUT')
    counts.set(path, (counts.get(path) ?? 0) + 1)
    const socket = connections
    await pause(random.below(faults.slowMs + 1))
    const fails = random.chance(faults.failedCall)
    if (fails && random.chance(0.5)) throw new Error('socket closed')
    const value = structuredClone(answer(input))
    await pause(random.below(faults.slowMs + 1))
    if (fails || socket !== connections || !isUp) throw new Error('socket closed')
    return value
  }

  function subscribe(channelIds: readonly string[] | null, sink: EventSink): () => void {
    subscriptions.set(sink, channelIds)
    if (isUp) hello(sink, channelIds)
    return () => subscriptions.delete(sink)
  }

  const trpc = createTRPCClient<AppRouter>({ links: [modelLink({ call, subscribe })] })
  const calls = { batch, log: silent, trpc, connection }
  const client = createClient({
    ...calls,
    parts: allParts,
    storage: options.storage ?? memoryStorage(),
    endpoint: { url: () => 'http://127.0.0.1:9', token: null },
    createLastView: cache && ((parts) => createLastView(cache, async () => ({ userId, session: null }), parts)),
    userId,
    initial: options.initial ?? null,
  })

  function hello(sink: EventSink, channelIds: readonly string[] | null): void {
    const channels = structuredClone(server.heads(channelIds))
    const { epoch, userRevision } = server
    const base = { type: 'hello' as const, epoch, connectionId: String(++connections), serverTime: time, userRevision }
    const half = Math.ceil(channels.length / 2)
    sink([{ ...base, channels: channels.slice(0, half), last: false }])
    const own = channelIds === null && { blocked: [...server.reader.blocked] }
    sink([{ ...base, channels: channels.slice(half), ...own, last: true }])
  }

  function deliver(event: ServerEvent): void {
    const channelId = 'channelId' in event && !isUserEvent(event) ? event.channelId : null
    for (const [sink, ids] of [...subscriptions]) {
      const follows = channelId === null || (ids ? ids.includes(channelId) : server.isMember(channelId))
      if (isUp && follows) sink([structuredClone(event)])
    }
  }

  const ownList = <Row>(kind: Kind<Row>) => new OwnList(calls, kind)
  return {
    chime: {
      ...client.chime,
      emoji: laterReadable(async () => lateLists.findEmoji({ ...client, ownList }), []),
      invitations: laterReadable(async () => lateLists.findInvitations({ ...client, ownList }), []),
    },
    /** The server ends the session, or refuses it. */
    endSession: () => connection.end('UNAUTHENTICATED'),
    /** How often each procedure was called, by its path. */
    counts,
    faults,
    /** Delivers an event of the server, through the faulty network. */
    receive(event: ServerEvent): void {
      if (!isUp || random.chance(faults.drop)) return
      if (random.chance(faults.late)) {
        late.push(event)
        return
      }
      deliver(event)
      if (random.chance(faults.twice)) deliver(event)
    },
    /** Delivers an event to the streams of previewed channels only. */
    receiveInPreviews(event: ServerEvent): void {
      for (const [sink, ids] of [...subscriptions]) if (ids) sink([structuredClone(event)])
    },
    /** Delivers the events that were held back, in random order. */
    flushLate(): void {
      const events = late
      late = []
      for (const event of events.sort(() => random.next() - 0.5)) deliver(event)
    },
    cut(): void {
      isUp = false
      connections++
      late = []
      to('reconnecting')
    },
    reconnect(): void {
      isUp = true
      for (const [sink, ids] of [...subscriptions]) hello(sink, ids)
    },
  }
}

export type ModelClient = ReturnType<typeof modelClient>

const pause = (ms: number) => (ms === 0 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, ms)))
