import { randomUUID } from 'node:crypto'
import type { Log, Presence } from '@chime/protocol'
import type { LastSeen, PresenceStore } from './presence.ts'
import { loadLastSeen } from './presence-last-seen.ts'
import { type PresenceLimits, presenceLimits } from './presence-limits.ts'
import { createPresenceKeeper } from './presence-redis-keeper.ts'
import { Watchers } from './presence-watchers.ts'
import { createRedisSubscriber } from './redis-subscriber.ts'

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

type Announced = { seen: Date | null }

/** How long `get` waits for subscriptions that are under way, so that no change falls between it and `watch`. */
const settleMs = 150

/** The presence of all nodes on one Redis. Connects by itself; until then, and whenever it cannot, all are `unknown`. */
export function createRedisPresence(options: RedisPresenceOptions): PresenceStore {
  const { url, lastSeen, log, nodeId = randomUUID(), keyPrefix = 'chime:' } = options
  const limits = { ...presenceLimits, ...options.limits }
  const watchers = new Watchers({
    first: (userIds) => void subscriber.add(userIds),
    last(userIds) {
      for (const userId of userIds) told.delete(userId)
      subscriber.remove(userIds)
    },
  })
  /** Of those who are watched, what was read last. */
  const told = new Map<string, Presence['status']>()
  /** Those to look at again; with when they were last seen, if they were announced. */
  let due = new Map<string, Announced | null>()
  /** Those who are being looked at. */
  let looked = new Map<string, Announced | null>()
  let looking = false

  const keeper = createPresenceKeeper({
    url,
    log,
    nodeId,
    lastSeen,
    limits,
    prefix: `${keyPrefix}presence:`,
    onLook: (userId, status) => tell(userId, status),
    onUp: () => lookAt(watchers.userIds()),
    onDown() {
      for (const userId of watchers.userIds()) tell(userId, 'unknown')
    },
  })
  const subscriber = createRedisSubscriber({
    url,
    log,
    name: 'chime-presence-watch',
    prefix: keeper.channels,
    publish: (channel, text) => keeper.publish(channel, text),
    onMessage: (userId, seen) => lookAt([userId], { seen: seen === '' ? null : new Date(Number(seen)) }),
    // Announcements may have been lost.
    onRecovered: () => lookAt(watchers.userIds()),
  })

  /**
   * An announcement only says that there is something to see: all that is told was read on one connection, and so in
   * its order, whichever announcements were lost or late.
   */
  function lookAt(userIds: readonly string[], announced: Announced | null = null) {
    for (const userId of userIds) if (watchers.has(userId)) due.set(userId, announced ?? due.get(userId) ?? null)
    void lookDue()
  }

  async function lookDue() {
    if (looking) return
    looking = true
    while (due.size > 0 && keeper.isUp()) {
      looked = due
      due = new Map()
      await keeper.look([...looked.keys()])
      looked = new Map()
    }
    looking = false
  }

  function tell(userId: string, status: Presence['status']) {
    if (!watchers.has(userId)) return
    const before = told.get(userId)
    const announced = looked.get(userId) ?? null
    told.set(userId, status)
    // Who has just begun to watch asks for the snapshot; until then only what is announced is a change.
    if (before === status || (before === undefined && announced === null)) return
    const notify = (at: Date | undefined) => watchers.notify({ userId, status, lastSeenAt: at?.toISOString() ?? null })
    if (status !== 'offline') notify(undefined)
    else if (announced?.seen) notify(announced.seen)
    else {
      void loadLastSeen(lastSeen, log, [userId]).then((seen) => {
        if (told.get(userId) === status) notify(seen.get(userId))
      })
    }
  }

  return {
    enter: (userId, connectionId) => keeper.enter(userId, connectionId),
    leave: (userId, connectionId) => keeper.leave(userId, connectionId),
    async choose(userId, status, connectionId) {
      if (connectionId === null) return keeper.choose(userId, status)
      const isIdle = status === 'away'
      // In the order that shows nothing in between.
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
      const shown = await keeper.look(userIds)
      for (const userId of userIds) if (!shown.has(userId)) tell(userId, 'unknown')
      const offline = userIds.filter((userId) => shown.get(userId) === 'offline')
      const seen = await loadLastSeen(lastSeen, log, offline)
      return userIds.map((userId) => {
        const status = shown.get(userId) ?? 'unknown'
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
