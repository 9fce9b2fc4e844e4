import { randomUUID } from 'node:crypto'
import type { Log, Presence } from '@chime/protocol'
import { createRedisSubscriber } from '../../redis/subscriber.ts'
import { loadLastSeen } from '../last-seen.ts'
import { type PresenceLimits, presenceLimits } from '../limits.ts'
import type { LastSeen, PresenceStore } from '../presence.ts'
import { Watchers } from '../watchers.ts'
import { createLeaseKeeper } from './lease-keeper.ts'

export type RedisPresenceOptions = {
  /** Redis or Valkey 7+. */
  url: string
  lastSeen: LastSeen
  log: Log
  /** Tells this node's leases from others'. @default a random one */
  nodeId?: string
  /** @default 'chime:' */
  keyPrefix?: string
  limits?: Partial<PresenceLimits>
}

/** That a user's status changed. `seen` is set if the user went offline. */
type Announcement = { seen: Date | null }

/** How long `get` waits for subscriptions that are under way, so that no change falls between it and `watch`. */
const settleMs = 150

/** The presence of all nodes on one Redis. Connects by itself; while it cannot, every user is `unknown`. */
export function createRedisPresence(options: RedisPresenceOptions): PresenceStore {
  const { url, lastSeen, log, nodeId = randomUUID(), keyPrefix = 'chime:' } = options
  const limits = { ...presenceLimits, ...options.limits }
  const watchers = new Watchers({
    first: (userIds) => void subscriber.add(userIds),
    last(userIds) {
      for (const userId of userIds) lastStatuses.delete(userId)
      subscriber.remove(userIds)
    },
  })
  /** Of the users who are watched, the status that was read last. */
  const lastStatuses = new Map<string, Presence['status']>()
  /** The users whose status has to be read again, with their announcement if that is the cause. */
  let toRead = new Map<string, Announcement | null>()
  /** Those whose status is being read. */
  let beingRead = new Map<string, Announcement | null>()
  let isReading = false

  const keeper = createLeaseKeeper({
    url,
    log,
    nodeId,
    lastSeen,
    limits,
    prefix: `${keyPrefix}presence:`,
    onStatus: (userId, status) => report(userId, status),
    onUp: () => readAgain(watchers.userIds()),
    onDown() {
      for (const userId of watchers.userIds()) report(userId, 'unknown')
    },
  })
  const subscriber = createRedisSubscriber({
    url,
    log,
    name: 'chime-presence-watch',
    prefix: keeper.channels,
    publish: (channel, text) => keeper.publish(channel, text),
    onMessage: (userId, seen) => readAgain([userId], { seen: seen === '' ? null : new Date(Number(seen)) }),
    // Announcements may have been lost.
    onRecovered: () => readAgain(watchers.userIds()),
  })

  /**
   * An announcement only says that a status changed. Every status that watchers are told of was read on one connection
   * and is told in the order of reading, and so it does not matter which announcements were lost or late.
   */
  function readAgain(userIds: readonly string[], announcement: Announcement | null = null) {
    for (const userId of userIds) {
      if (watchers.has(userId)) toRead.set(userId, announcement ?? toRead.get(userId) ?? null)
    }
    void readAll()
  }

  async function readAll() {
    if (isReading) return
    isReading = true
    while (toRead.size > 0 && keeper.isUp()) {
      beingRead = toRead
      toRead = new Map()
      await keeper.readStatuses([...beingRead.keys()])
      beingRead = new Map()
    }
    isReading = false
  }

  /** Tells the watchers, if the status differs from the one that was read before. */
  function report(userId: string, status: Presence['status']) {
    if (!watchers.has(userId)) return
    const before = lastStatuses.get(userId)
    const announcement = beingRead.get(userId) ?? null
    lastStatuses.set(userId, status)
    // Whoever has just begun to watch asks for a snapshot; until a status was read, only an announcement is a change.
    if (before === status || (before === undefined && announcement === null)) return
    const notify = (at: Date | undefined) => watchers.notify({ userId, status, lastSeenAt: at?.toISOString() ?? null })
    if (status !== 'offline') notify(undefined)
    else if (announcement?.seen) notify(announcement.seen)
    else {
      void loadLastSeen(lastSeen, log, [userId]).then((seen) => {
        if (lastStatuses.get(userId) === status) notify(seen.get(userId))
      })
    }
  }

  return {
    enter: (userId, connectionId) => keeper.enter(userId, connectionId),
    leave: (userId, connectionId) => keeper.leave(userId, connectionId),
    async choose(userId, status, connectionId) {
      if (connectionId === null) return keeper.choose(userId, status)
      const isIdle = status === 'away'
      // Two steps, in the order in which nobody sees a third status between them.
      if (isIdle || status === 'online') {
        await keeper.setIdle(userId, connectionId, isIdle)
        await keeper.choose(userId, 'online')
      } else {
        await keeper.choose(userId, status)
        await keeper.setIdle(userId, connectionId, false)
      }
    },
    setIdle: (userId, connectionId, isIdle) => keeper.setIdle(userId, connectionId, isIdle),
    isInvisible: (userId) => keeper.isInvisible(userId),
    async get(userIds) {
      await subscriber.settled(settleMs)
      const statuses = await keeper.readStatuses(userIds)
      for (const userId of userIds) if (!statuses.has(userId)) report(userId, 'unknown')
      const offline = userIds.filter((userId) => statuses.get(userId) === 'offline')
      const seen = await loadLastSeen(lastSeen, log, offline)
      return userIds.map((userId) => {
        const status = statuses.get(userId) ?? 'unknown'
        return { userId, status, lastSeenAt: status === 'offline' ? (seen.get(userId)?.toISOString() ?? null) : null }
      })
    },
    watch: (userIds, onChange) => watchers.watch(userIds, onChange),
    async close() {
      subscriber.close()
      await keeper.close()
    },
  }
}
