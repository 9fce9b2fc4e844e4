import type { LastView } from './cache/last-view.ts'
import type { ChannelRegistry } from './channel/registry.ts'
import type { CallContext } from './client-context.ts'
import type { Closing } from './closing.ts'
import type { Connection } from './connection/connection.ts'
import { retryUntilDecided } from './connection/retry-until-decided.ts'
import { within } from './deadline.ts'
import type { EventHandlers } from './event/event-handlers.ts'
import type { EventRouter } from './event/event-router.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Face, Parts } from './parts.ts'
import type { Readable } from './readable.ts'
import type { Ready } from './ready.ts'
import type { Chime } from './types.ts'
import type { UserData } from './user/user-data.ts'
import type { Users } from './user/users.ts'

/** A storage that hangs must not keep anybody from logging out. */
const forgetTimeoutMs = 3_000

type Client = {
  calls: CallContext
  connection: Pick<Connection, 'state' | 'isOnline' | 'connect'>
  closing: Closing
  ready: Ready
  handlers: EventHandlers
  registry: ChannelRegistry
  router: EventRouter
  outbox: Outbox
  unsent: Readable<number>
  parts: Pick<Parts, 'searchPages'>
  waitingForUploads: ReturnType<Parts['waitingForUploads']>
  uploads: ReturnType<Parts['uploads']>
  presence: ReturnType<Parts['presence']>
  users: Users
  userData: UserData
  lastView: Face<LastView> | null
}

/** What is put together with the transport, or only for some clients. */
type Apart = 'trpc' | 'files' | 'emoji' | 'groups' | 'invitations'

/** What the application sees of a client's parts. */
export function chimeOf(client: Client): Omit<Chime, Apart> {
  const { calls, connection, closing, ready, handlers, registry, router, outbox, unsent, waitingForUploads } = client
  const { parts, uploads, presence, users, userData, lastView } = client
  const { batch, trpc } = calls
  const chime: Omit<Chime, Apart> = {
    connect: () => {
      closing.callOff()
      connection.connect()
    },
    close: () => closing.begin(connection.isOnline ? userData.drafts.flushAll() : null),
    ready: () => ready.promise(connection.state.get().status === 'ended'),
    connection: connection.state,
    me: router.me,
    channels: registry.list,
    threads: registry.threads,
    channel: (id) => registry.channel(id),
    addChannels: (channels) =>
      batch.run(() => {
        for (const summary of channels) router.applySummary(summary)
      }),
    addTimeline: (channelId, page) => {
      const { store } = registry.get(channelId)
      if (!store.messages.live) batch.run(() => store.applyPage(page))
    },
    unsent,
    discardUnsent: () =>
      batch.run(() => {
        waitingForUploads.discardAll()
        return outbox.discardAll()
      }),
    async forget() {
      await within(forgetTimeoutMs, Promise.all([chime.discardUnsent(), lastView?.forget()]))
    },
    user: (id) => users.readable(id),
    addUsers: (list) => users.add(list),
    blocked: userData.blocks.userIds,
    block: (userId) => userData.blocks.block(userId),
    unblock: (userId) => userData.blocks.unblock(userId),
    async reportUser(userId, reason) {
      await retryUntilDecided(calls, () => trpc.users.report.mutate({ userId, reason }))
    },
    drafts: userData.drafts.all,
    scheduled: userData.scheduled.all,
    schedule: (input) => userData.scheduled.schedule(input),
    unschedule: (id) => userData.scheduled.unschedule(id),
    reminders: userData.reminders.all,
    saved: userData.saved.all,
    deleteReminder: (id) => userData.reminders.delete(id),
    search: (input) =>
      parts.searchPages((page) => retryUntilDecided(calls, () => trpc.messages.search.query(page)), input),
    async markAllRead() {
      await retryUntilDecided(calls, () => trpc.channels.markAllRead.mutate())
    },
    upload: (file) => uploads.start(file, null),
    presence: (userId) => presence.readable(userId),
    on: (type, handler) => handlers.on(type, handler),
  }
  return chime
}
