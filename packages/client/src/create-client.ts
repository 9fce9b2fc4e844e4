import { isUserEvent, type Log, type ServerEvent } from '@chime/protocol'
import type { KeptParts } from './cache/create-last-view.ts'
import type { LastView } from './cache/last-view.ts'
import { ChannelRegistry } from './channel/registry.ts'
import { chimeOf } from './chime-of.ts'
import type { CallContext, ClientContext } from './client-context.ts'
import { Closing } from './closing.ts'
import { watchPageHidden } from './connection/browser-events.ts'
import { loadCallErrors } from './connection/call-error.ts'
import type { Connection } from './connection/connection.ts'
import { EventHandlers } from './event/event-handlers.ts'
import { EventRouter } from './event/event-router.ts'
import { EventStream } from './event/event-stream.ts'
import type { WholeHello } from './event/hello.ts'
import { PreviewStream } from './event/preview-stream.ts'
import { SessionEnded } from './failure.ts'
import { Outbox } from './outbox/outbox.ts'
import type { OutboxTabs } from './outbox/outbox-ports.ts'
import type { OutboxStorage } from './outbox/storage.ts'
import type { Face, Parts } from './parts.ts'
import { type Batch, Derived } from './readable.ts'
import { Ready } from './ready.ts'
import type { Trpc } from './trpc.ts'
import type { Snapshot } from './types.ts'
import type { HttpEndpoint } from './upload/upload-context.ts'
import { UserData } from './user/user-data.ts'
import { Users } from './user/users.ts'

export type ClientOptions = {
  batch: Batch
  log: Log
  trpc: Trpc
  connection: Pick<Connection, 'state' | 'isOnline' | 'whenOnline' | 'connect' | 'close' | 'online' | 'end'>
  parts: Parts
  storage: OutboxStorage
  tabs?: OutboxTabs
  /** Null: no last view is kept. */
  createLastView: ((parts: KeptParts) => Face<LastView>) | null
  endpoint: Pick<HttpEndpoint, 'url' | 'token'>
  /** Null: not known before the server has answered. */
  userId: string | null
  initial: Snapshot | null
}

/** Puts together everything but the transport, so that tests can use a model of the server instead. */
export function createClient(options: ClientOptions) {
  const { batch, log, trpc, connection, parts, storage, tabs, createLastView, endpoint, userId, initial } = options
  const calls: CallContext = { batch, trpc, connection, log }
  const handlers = new EventHandlers()
  const ready = new Ready()
  let wasOnline = false
  let unwatch = () => {}

  const unsent: Derived<number> = new Derived(batch, () => outbox.size)
  const outbox: Outbox = new Outbox(
    {
      send: ({ channelId, clientId, content, metadata, replyTo, attachmentIds }) =>
        trpc.messages.send.mutate({
          channelId,
          clientId,
          content,
          ...(metadata && { metadata }),
          ...(replyTo !== undefined && { replyTo }),
          ...(attachmentIds && { attachmentIds }),
        }),
      // Not before it is sure whose messages these are.
      online: () => connection.isOnline && router.isMeKnown,
      changed: (channelId) => {
        registry.find(channelId)?.view.timeline.invalidate()
        unsent.invalidate()
      },
      acknowledged: (message) => registry.get(message.channelId).store.acknowledge(message),
      discarded: (clientId) => waitingForUploads.discard(clientId),
      retryUploads: (clientId) => waitingForUploads.retry(clientId),
      warn: log.warn,
    },
    batch,
    storage,
    tabs,
  )
  const userData: UserData = new UserData({
    ...calls,
    addUsers: (list) => users.add(list),
    blocksChanged: () => {
      registry.blocksChanged()
      // Somebody who is blocked no more can be seen again.
      presence.refresh()
    },
    drafts: parts.drafts(calls),
  })
  const onLost = (listener: () => void) =>
    connection.state.subscribe(() => {
      if (!connection.isOnline) listener()
    })
  const uploads = parts.uploads({ ...calls, endpoint: { ...endpoint, onLost } })
  const waitingForUploads = parts.waitingForUploads(outbox)
  const context: ClientContext = {
    ...calls,
    outbox,
    uploads,
    waitingForUploads,
    drafts: userData.drafts,
    reminders: userData.reminders,
    saved: userData.saved,
    emoji: { receive: (messages) => userData.emoji?.receive(messages) },
    lastView: {
      async page(channelId) {
        const page = await lastView?.page(channelId)
        if (page) users.showLast(page.users)
        return page ?? null
      },
    },
    blocked: userData.blocks.userIds,
    channel: (id) => registry.channel(id),
    applySummary: (summary) => router.applySummary(summary),
    myId: () => router.me.get()?.id ?? null,
    reader: () => ({ myId: context.myId(), blocked: userData.blocks.ids }),
    emit,
    addUsers: (list) => users.add(list),
    user: (id) => users.get(id),
    isEpoch: (epoch) => router.isEpoch(epoch),
    channelsChanged: () => {
      registry.invalidateLists()
      previews.update()
      lastView?.changed()
    },
  }
  const users: Users = new Users(calls, (userId) => registry.peerChanged(userId))
  const presence = parts.presence(calls)
  const registry: ChannelRegistry = new ChannelRegistry(context, () => previews.update())
  const router: EventRouter = new EventRouter(context, registry, userData, initial?.me ?? null, {
    user: (user) => users.receive(user),
    signedIn: (userId) => outbox.bind(userId),
    upToDate: () => {
      if (connection.isOnline) ready.yes()
      lastView?.upToDate()
    },
  })
  const previews: PreviewStream = new PreviewStream(trpc, log, registry, {
    hello: (hello) => void router.hello(hello, false),
    // What only the user may see comes over the first stream. Its events are ignored here: this stream does not say
    // which channels the user joined, so a marker event on it would move the user's stream past a `joined` event that
    // it has not had.
    event: (event) => {
      if (!isUserEvent(event)) router.event(event)
    },
    batch: (work) => batch.run(work),
    refused: () => connection.end('UNAUTHENTICATED'),
  })
  const stream = new EventStream(trpc, log, {
    hello,
    event: (event) => router.event(event),
    batch: (work) => batch.run(work),
    refused: () => connection.end('UNAUTHENTICATED'),
  })
  const lastView =
    createLastView?.({
      batch,
      log,
      registry,
      router,
      userData,
      users,
      signedIn: (userId) => outbox.bind(userId),
    }) ?? null
  connection.state.subscribe(() => {
    if (!connection.isOnline) presence.connectionLost()
    const { status, reason } = connection.state.get()
    if (status !== 'ended' || reason !== 'UNAUTHENTICATED') return
    void lastView?.forget()
    batch.run(() => router.dropLast())
  })
  batch.run(() => {
    for (const summary of initial?.channels ?? []) router.applySummary(summary)
    for (const [channelId, page] of Object.entries(initial?.timelines ?? {})) {
      registry.get(channelId).store.applyPage(page)
    }
  })

  function emit(event: ServerEvent): void {
    if (event.type === 'message' && !registry.find(event.channelId)?.store.messages.live) {
      const { editedAt, deletedAt } = event.message
      if (editedAt || deletedAt) lastView?.outdated(event.channelId)
    }
    batch.after(() => {
      if ('channelId' in event) registry.find(event.channelId)?.handlers.emit(event)
      handlers.emit(event)
    })
    if (event.type === 'joined' || event.type === 'member') presence.refresh()
  }

  function hello(whole: WholeHello): void {
    connection.online()
    presence.connectionBack()
    if (wasOnline) {
      users.refresh(registry.peerIds())
      for (const { receipts } of registry.all()) receipts.refresh()
    }
    // So that errors have their form when there is no network.
    if (!wasOnline) loadCallErrors().catch(() => {})
    wasOnline = true
    lastView?.known(whole.epoch, null)
    outbox.wake()
    if (whole.blocked) batch.run(() => userData.blocks.receive(whole.blocked ?? []))
    userData.load()
    void router.hello(whole, true)
    emit({ type: 'hello', ...whole, channels: [...whole.heads], last: true })
  }

  const closing = new Closing(() => {
    lastView?.write()
    connection.close()
    outbox.close()
    users.close()
    userData.close()
  })
  const chime = chimeOf({
    ...{ calls, connection, closing, ready, handlers, registry, router, outbox, unsent, waitingForUploads },
    ...{ parts, uploads, presence, users, userData, lastView },
  })
  return {
    chime,
    onLost,
    userData,
    started() {
      // Only now, and not when the client is created: a server that renders pages does not have these messages, and the
      // first render in the browser must be the same.
      const myId = router.me.get()?.id ?? userId
      if (myId !== null) outbox.bind(myId)
      stream.start(null)
      presence.start()
      previews.start()
      void lastView?.load()
      unwatch = watchPageHidden(() => {
        lastView?.write()
        void userData.drafts.flushAll()
      })
    },
    stopped() {
      unwatch()
      stream.stop()
      previews.stop()
      presence.stop()
      for (const { typing } of registry.all()) typing.clear()
      ready.no(new SessionEnded(connection.state.get().reason))
    },
  }
}
