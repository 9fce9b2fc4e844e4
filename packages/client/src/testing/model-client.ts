import type { Message, Presence, ServerEvent } from '@chime/protocol'
import { TRPCClientError } from '@trpc/client'
import { assemble } from '../assembly.ts'
import type { ConnectionState } from '../connection/connection.ts'
import { SessionEnded } from '../failure.ts'
import { memoryStorage, type OutboxStorage } from '../outbox/storage.ts'
import { Cell, Turn } from '../readable.ts'
import type { Calls, StreamHandlers, Streams } from '../server.ts'
import { isOwn } from '../sync/own-stream.ts'
import type { ModelServer } from './model-server.ts'
import { type Random, seeded } from './random.ts'
import { time } from './rows.ts'

type Faults = {
  /** Chances per event. */
  drop: number
  twice: number
  late: number
  /** Chance that a call fails without an answer, done or not. */
  failedCall: number
  /** Chance that a change of a message is refused. */
  refused: number
  /** Longest time that an answer takes, in milliseconds. */
  slowMs: number
}

export const noFaults: Faults = { drop: 0, twice: 0, late: 0, failedCall: 0, refused: 0, slowMs: 0 }

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** A verdict, as the server's error reaches a client. */
export function refusal(reason: string, data: object = {}): Error {
  const error = { code: -32_000, message: reason, data: { reason, ...data } }
  return TRPCClientError.from({ error })
}

/** The whole client but its transport, connected to a model of the server by a wire that can be faulty. */
export function modelClient(
  server: ModelServer,
  options: { random?: Random; faults?: Faults; storage?: OutboxStorage } = {},
) {
  const random = options.random ?? seeded(1)
  const faults = { ...noFaults, ...options.faults }
  const turn = new Turn()
  const state = new Cell<ConnectionState>(turn, { status: 'connecting', retryAt: null, reason: null })
  const waiting = new Set<{ resolve(): void; reject(error: Error): void }>()
  const subscriptions = new Map<StreamHandlers<ServerEvent>, string[] | null>()
  const counts = new Map<string, number>()
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
      isUp = true
      parts.started()
    },
    close() {
      isUp = false
      parts.stopped()
      to('offline')
      for (const { reject } of waiting) reject(new SessionEnded('closed'))
      waiting.clear()
    },
    online() {
      to('online')
      for (const { resolve } of waiting) resolve()
      waiting.clear()
    },
    end: () => to('ended'),
  }

  /** The answer is read at some moment between asking and arriving. */
  async function call<T>(name: string, answer: () => T): Promise<T> {
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const socket = connections
    await pause(random.below(faults.slowMs + 1))
    const fails = random.chance(faults.failedCall)
    if (fails && random.chance(0.5)) throw new Error('socket closed')
    const value = structuredClone(answer())
    await pause(random.below(faults.slowMs + 1))
    if (fails || socket !== connections || !isUp) throw new Error('socket closed')
    return value
  }

  const mayRead = (id: string) => {
    if (!server.mayRead(id)) throw refusal('NOT_FOUND')
  }
  const reading = <T>(name: string, id: string, answer: () => T) =>
    call(name, () => {
      mayRead(id)
      return answer()
    })
  const changing = (name: string, id: string, change: () => Message | null) =>
    reading(name, id, () => {
      if (random.chance(faults.refused)) throw refusal('FORBIDDEN')
      const row = change()
      if (!row) throw refusal('NOT_FOUND')
      return row
    })
  const threadBelow = (id: string, number: number) => {
    const parents = [...server.rooms.values()].map((room) => room.channel)
    const thread = parents.find(({ parent }) => parent?.channelId === id && parent.number === number)
    if (!thread) throw refusal('NOT_FOUND')
    return server.summary(thread.id)
  }
  const calls: Calls = {
    me: () => call('me', () => server.me),
    channels: () => call('channels', () => server.mine()),
    channel: (id) => reading('channel', id, () => server.summary(id)),
    channelChanges: (id, since) => reading('channelChanges', id, () => server.changes(id, since)),
    userChanges: (since) => call('userChanges', () => server.userChanges(since)),
    messages: (id, place, limit) => reading('messages', id, () => server.page(id, place, limit)),
    members: (id, cursor) => reading('members', id, () => server.memberPage(id, cursor, 3)),
    users: () => call('users', () => []),
    send: (m) => reading('send', m.channelId, () => server.send(m.channelId, server.me.id, m.content, m.clientId)),
    markRead: (id, number, version) => reading('markRead', id, () => server.mark(id, number, { version })),
    markUnread: (id, number) => reading('markUnread', id, () => server.mark(id, number - 1, { back: true })),
    typing: () => call('typing', () => null),
    edit: (id, number, content) => changing('edit', id, () => server.edit(id, number, content)),
    remove: (id, number) => changing('remove', id, () => server.remove(id, number)),
    react: (id, number, emoji) => changing('react', id, () => server.react(id, number, emoji, true)),
    unreact: (id, number, emoji) => changing('unreact', id, () => server.react(id, number, emoji, false)),
    ...unused,
    pin: (id, number) => changing('pin', id, () => server.pin(id, number, true)),
    unpin: (id, number) => changing('unpin', id, () => server.pin(id, number, false)),
    pinned: (id) => reading('pinned', id, () => server.pinned(id)),
    openThread: (id, number) => reading('openThread', id, () => threadBelow(id, number)),
    receipts: (id) => reading('receipts', id, () => server.receipts(id)),
    emoji: () => call('emoji', () => server.emoji),
    setNotify: (id, level) => reading('setNotify', id, () => server.setNotify(id, level)),
    setDraft: (id, content, replyTo) => call('setDraft', () => server.own.setDraft(id, content, replyTo)),
    drafts: () => call('drafts', () => server.own.drafts()),
    blocked: () => call('blocked', () => server.own.blocked()),
    block: (userId) => call('block', () => server.own.block(userId, true)),
    unblock: (userId) => call('unblock', () => server.own.block(userId, false)),
    scheduled: () => call('scheduled', () => server.own.scheduled()),
    reminders: () => call('reminders', () => server.own.reminders()),
  }
  const streams: Streams = {
    events(channelIds, handlers) {
      subscriptions.set(handlers, channelIds)
      if (isUp) hello(handlers, channelIds)
      return () => subscriptions.delete(handlers)
    },
    presence: (_ids: string[], _handlers: StreamHandlers<Presence>) => () => {},
  }
  const parts = assemble({
    turn,
    log: silent,
    calls,
    streams,
    connection,
    storage: options.storage ?? memoryStorage(),
    door: { url: () => 'http://127.0.0.1:9', token: null },
    initial: null,
  })

  function hello(handlers: StreamHandlers<ServerEvent>, channelIds: string[] | null): void {
    const channels = structuredClone(server.heads(channelIds))
    const { epoch, userRevision } = server
    const base = { type: 'hello' as const, epoch, connectionId: String(++connections), serverTime: time, userRevision }
    const half = Math.ceil(channels.length / 2)
    handlers.data([{ ...base, channels: channels.slice(0, half), last: false }])
    handlers.data([{ ...base, channels: channels.slice(half), last: true }])
  }

  function deliver(event: ServerEvent): void {
    const channelId = 'channelId' in event && !isOwn(event) ? event.channelId : null
    for (const [handlers, ids] of [...subscriptions]) {
      const follows = channelId === null || (ids ? ids.includes(channelId) : server.isMember(channelId))
      if (isUp && follows) handlers.data([structuredClone(event)])
    }
  }

  return {
    chime: parts.chime,
    counts,
    faults,
    /** What the server says, over the faulty wire. */
    hear(event: ServerEvent): void {
      if (!isUp || random.chance(faults.drop)) return
      if (random.chance(faults.late)) {
        late.push(event)
        return
      }
      deliver(event)
      if (random.chance(faults.twice)) deliver(event)
    },
    /** Only the streams of channels that are looked at hear it. */
    hearLookedAt(event: ServerEvent): void {
      for (const [handlers, ids] of [...subscriptions]) if (ids) handlers.data([structuredClone(event)])
    },
    /** Late events arrive, in any order. */
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
      for (const [handlers, ids] of [...subscriptions]) hello(handlers, ids)
    },
  }
}
/** What the model does not have. */
const never = () => Promise.reject(refusal('INVALID_INPUT'))
const unused = {
  forward: never,
  versions: never,
  reportMessage: never,
  search: never,
  createPoll: never,
  vote: never,
  closePoll: never,
  markAllRead: never,
  archive: never,
  unarchive: never,
  update: never,
  join: never,
  leave: never,
  addMembers: never,
  removeMember: never,
  setRole: never,
  reportUser: never,
  schedule: never,
  unschedule: never,
  remind: never,
  deleteReminder: never,
  createAttachment: never,
  attachment: never,
  deleteAttachment: never,
} satisfies Partial<Calls>

export type ModelClient = ReturnType<typeof modelClient>

const pause = (ms: number) => (ms === 0 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, ms)))
