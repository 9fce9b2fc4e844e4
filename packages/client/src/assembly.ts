import type { Log, ServerEvent } from '@chime/protocol'
import type { Chime, Snapshot } from './chime.ts'
import { Closing } from './closing.ts'
import type { Connection } from './connection/connection.ts'
import { EventStream } from './connection/event-stream.ts'
import { watchLeaving } from './connection/surroundings.ts'
import { SessionEnded } from './failure.ts'
import { Mine } from './mine/mine.ts'
import { Outbox } from './outbox/outbox.ts'
import type { OutboxStorage } from './outbox/storage.ts'
import { People } from './people.ts'
import { PresenceWatch } from './presence.ts'
import { callSafely, Derived, type Turn } from './readable.ts'
import { Ready } from './ready.ts'
import { searchPages } from './search.ts'
import type { Calls, Streams } from './server.ts'
import type { WholeHello } from './sync/hello.ts'
import { Home } from './sync/home.ts'
import { LookedAt } from './sync/looked-at.ts'
import { isOwn } from './sync/own-stream.ts'
import { type Link, persist } from './sync/persist.ts'
import { Registry } from './sync/registry.ts'
import type { World } from './sync/world.ts'
import { HeldSends } from './upload/held-sends.ts'
import { type HttpDoor, Uploads } from './upload/uploads.ts'

type Materials = {
  turn: Turn
  log: Log
  calls: Calls
  streams: Streams
  connection: Pick<Connection, 'state' | 'isOnline' | 'whenOnline' | 'connect' | 'close' | 'online' | 'end'>
  storage: OutboxStorage
  door: Pick<HttpDoor, 'url' | 'token'>
  initial: Snapshot | null
}

/** Puts everything together but the transport, so that tests can put a model of the server in its place. */
export function assemble({ turn, log, calls, streams, connection, storage, door, initial }: Materials) {
  const handlers = new Map<string, Set<(event: never) => void>>()
  const ready = new Ready()
  let wasOnline = false
  let unwatch = () => {}

  const unsent: Derived<number> = new Derived(turn, () => outbox.size)
  const outbox: Outbox = new Outbox(
    {
      send: ({ channelId, clientId, content, metadata, replyTo, attachmentIds }) =>
        calls.send({
          channelId,
          clientId,
          content,
          ...(metadata && { metadata }),
          ...(replyTo !== undefined && { replyTo }),
          ...(attachmentIds && { attachmentIds }),
        }),
      online: () => connection.isOnline,
      changed: (channelId) => {
        registry.find(channelId)?.unsentChanged()
        unsent.invalidate()
      },
      acknowledged: (message) => registry.get(message.channelId).sync.hold.acknowledge(message),
      warn: log.warn,
    },
    turn,
    storage,
  )
  const link: Link = { isOnline: () => connection.isOnline, whenOnline: () => connection.whenOnline() }
  const mine: Mine = new Mine({
    turn,
    calls,
    log,
    link,
    addUsers: (users) => people.add(users),
    blocksChanged: () => registry.blocksChanged(),
  })
  const onLost = (listener: () => void) =>
    connection.state.subscribe(() => {
      if (!connection.isOnline) listener()
    })
  const uploads = new Uploads({ turn, calls, log, link, door: { ...door, onLost } })
  const heldSends = new HeldSends(outbox)
  const world: World = {
    turn,
    calls,
    log,
    outbox,
    mine,
    uploads,
    heldSends,
    link,
    take: (summary) => {
      home.take(summary)
      return registry.get(summary.id)
    },
    myId: () => home.me.get()?.id ?? null,
    tell,
    addUsers: (users) => people.add(users),
    user: (id) => people.held(id),
    isEpoch: (epoch) => home.isEpoch(epoch),
    channelsChanged: () => {
      registry.invalidateList()
      lookedAt.update()
    },
  }
  const people: People = new People(world, (userId) => registry.peerChanged(userId))
  const presence = new PresenceWatch(turn, streams, log)
  const registry: Registry = new Registry(world, () => lookedAt.update())
  const home: Home = new Home(world, registry, initial?.me ?? null, {
    user: (user) => people.hear(user),
    settled: () => {
      if (connection.isOnline) ready.yes()
    },
  })
  const lookedAt: LookedAt = new LookedAt(streams, log, registry, {
    hello: (hello) => void home.hello(hello, false),
    // What is mine alone is told by the first stream. This one does not say which channels I joined: where it was repaired,
    // its word on a marker stands for that too, and whoever believed it would think to know of it.
    event: (event) => {
      if (!isOwn(event)) home.event(event)
    },
    batch: (work) => turn.run(work),
    refused: () => connection.end('UNAUTHENTICATED'),
  })
  const stream = new EventStream(streams, log, {
    hello,
    event: (event) => home.event(event),
    batch: (work) => turn.run(work),
    refused: () => connection.end('UNAUTHENTICATED'),
  })
  connection.state.subscribe(() => {
    if (!connection.isOnline) presence.lost()
  })
  turn.run(() => {
    for (const summary of initial?.channels ?? []) home.take(summary)
    for (const [channelId, page] of Object.entries(initial?.timelines ?? {})) {
      registry.get(channelId).sync.hold.takeWindow(page)
    }
  })

  function tell(event: ServerEvent): void {
    turn.after(() => {
      if ('channelId' in event) registry.find(event.channelId)?.tell(event)
      // The set under a type holds handlers for that type: `on` puts them there.
      for (const handler of [...(handlers.get(event.type) ?? [])]) callSafely(() => handler(event as never))
    })
    if (event.type === 'joined' || event.type === 'member') presence.refresh()
  }

  function hello(whole: WholeHello): void {
    connection.online()
    presence.back()
    if (wasOnline) {
      people.refresh(registry.peerIds())
      for (const channel of registry.all()) channel.othersRead.refresh()
    }
    wasOnline = true
    outbox.wake()
    mine.settle()
    void home.hello(whole, true)
    tell({ type: 'hello', ...whole, channels: [...whole.heads], last: true })
  }

  const closing = new Closing(() => {
    connection.close()
    outbox.close()
    people.close()
    mine.close()
  })
  const chime: Omit<Chime, 'trpc'> = {
    connect: () => {
      closing.callOff()
      connection.connect()
    },
    close: () => closing.begin(connection.isOnline ? mine.drafts.flushAll() : null),
    ready: () => ready.promise(connection.state.get().status === 'ended'),
    connection: connection.state,
    me: home.me,
    channels: registry.list,
    threads: registry.threads,
    channel: (id) => registry.get(id),
    addChannels: (channels) =>
      turn.run(() => {
        for (const summary of channels) home.take(summary)
      }),
    addTimeline: (channelId, page) => {
      const { hold } = registry.get(channelId).sync
      if (!hold.window) turn.run(() => hold.takeWindow(page))
    },
    unsent,
    discardUnsent: () =>
      turn.run(() => {
        heldSends.discardAll()
        outbox.discardAll()
      }),
    user: (id) => people.readable(id),
    addUsers: (users) => people.add(users),
    blocked: mine.blocked,
    block: (userId) => mine.block(userId),
    unblock: (userId) => mine.unblock(userId),
    async reportUser(userId, reason) {
      await persist(link, () => calls.reportUser(userId, reason))
    },
    drafts: mine.drafts.all,
    scheduled: mine.scheduled,
    schedule: (input) => mine.schedule(input),
    unschedule: (id) => mine.unschedule(id),
    reminders: mine.reminders,
    deleteReminder: (id) => mine.deleteReminder(id),
    emoji: mine.emoji.all,
    search: (input) => searchPages((page) => persist(link, () => calls.search(page)), input),
    async markAllRead() {
      await persist(link, () => calls.markAllRead())
    },
    upload: (file) => uploads.start(file, null),
    presence: (userId) => presence.readable(userId),
    on(type, handler) {
      const own: typeof handler = (event) => handler(event)
      const held = handlers.get(type) ?? new Set()
      handlers.set(type, held.add(own))
      return () => {
        held.delete(own)
      }
    },
  }
  return {
    chime,
    started() {
      // Not before: what another page left unsent is not in what a server rendered.
      const me = home.me.get()
      if (me) outbox.bind(me.id)
      stream.start(null)
      presence.start()
      lookedAt.start()
      unwatch = watchLeaving(() => void mine.drafts.flushAll())
    },
    stopped() {
      unwatch()
      stream.stop()
      lookedAt.stop()
      presence.stop()
      for (const channel of registry.all()) channel.typists.clear()
      ready.no(new SessionEnded(connection.state.get().reason ?? 'The session ended or was refused'))
    },
  }
}
