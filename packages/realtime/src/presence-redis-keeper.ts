import type { ChosenStatus, Log, Presence } from '@chime/protocol'
import { gather } from './gather.ts'
import type { LastSeen } from './presence.ts'
import { saveLastSeen } from './presence-last-seen.ts'
import type { PresenceLimits } from './presence-limits.ts'
import { type Connection, createPresenceCalls, type Lease } from './presence-redis-calls.ts'
import { connectRedis, firstAttempt, redisLimits } from './redis.ts'
import { createThrottledLog } from './throttled-log.ts'

export type KeeperOptions = {
  url: string
  log: Log
  nodeId: string
  lastSeen: LastSeen
  limits: PresenceLimits
  prefix: string
  /** Called for each user of each `look`, in the order in which Redis answered. */
  onLook(userId: string, status: Presence['status']): void
  onUp(): void
  onDown(): void
}

/** A sweep that Redis runs later than this is void. */
const sweepValidMs = 1_000

/** `connections`: whether each is idle. */
type Own = { connections: Map<string, boolean>; choice: ChosenStatus }

/**
 * Keeps this node's leases in Redis alive, sweeps out those that ended, on whatever node, and reads who is there.
 * Nothing here rejects, or waits longer than one command may take: what fails is made good when Redis is back.
 */
export function createPresenceKeeper(options: KeeperOptions) {
  const { log, limits, prefix, nodeId, lastSeen } = options
  const redis = connectRedis({ url: options.url, log, name: 'chime-presence' })
  const channels = `${prefix}changed:`
  const calls = createPresenceCalls({ redis, nodeId, limits, prefix, channels })
  const warn = createThrottledLog(log, redisLimits.logMs)
  /** The users who are connected here. */
  const own = new Map<string, Own>()
  /** Choices that Redis has not heard yet. */
  const unsaid = new Map<string, ChosenStatus>()
  let up = false
  let wasUp = false
  let closed = false
  let renewAt = 0
  /** Something was said here that leases could not be told. */
  let isLate = false
  /** The clock of Redis, when it was last heard. */
  let clock = { redisMs: 0, at: 0 }
  const started = firstAttempt(redis, redisLimits.commandMs).then(() => rising)
  let rising: Promise<void> | null = null

  const down = (error: unknown) => {
    if (!closed) warn(error, 'Presence is unknown: Redis failed')
    if (!up) return
    up = false
    options.onDown()
  }

  const leasesOf = (userId: string): Lease[] => {
    const { connections, choice } = own.get(userId) ?? { connections: [], choice: 'online' }
    return [...connections].map(([connectionId, isIdle]) => ({ userId, connectionId, choice, isIdle }))
  }
  const allLeases = () => [...own.keys()].flatMap(leasesOf)

  const renew = async (leases: readonly Lease[]) => {
    for (const [{ userId }, choice] of await calls.renew(leases)) {
      const user = own.get(userId)
      if (user !== undefined && choice !== undefined && !unsaid.has(userId)) user.choice = choice
    }
  }

  const sweep = async () => {
    const { timeMs, gone } = await calls.sweep(clock.redisMs + (performance.now() - clock.at) + sweepValidMs)
    clock = { redisMs: timeMs, at: performance.now() }
    for (const { userId, seen } of gone) void saveLastSeen(lastSeen, log, userId, seen)
  }

  const say = async (userId: string, choice: ChosenStatus) => {
    const seen = await calls.choose(userId, choice)
    if (unsaid.get(userId) === choice) unsaid.delete(userId)
    if (seen !== null) await saveLastSeen(lastSeen, log, userId, seen)
  }

  /** After a loss of the connection, and at the start: Redis may know nothing of what it knew. */
  const rise = async () => {
    try {
      // First of all: other nodes that were cut off too must renew before anybody is swept.
      clock = { redisMs: await calls.hold(wasUp ? limits.holdMs : 0), at: performance.now() }
      for (const [userId, choice] of [...unsaid]) await say(userId, choice)
      isLate = false
      await renew(allLeases())
      renewAt = isLate ? 0 : performance.now() + limits.renewMs
      wasUp = true
      up = true
      options.onUp()
    } catch (error) {
      down(error)
    }
  }

  const tick = async () => {
    if (redis.status !== 'ready') return
    if (!up) {
      rising ??= rise().finally(() => {
        rising = null
      })
      await rising
      return
    }
    try {
      if (performance.now() >= renewAt) {
        renewAt = performance.now() + limits.renewMs
        await renew(allLeases())
      }
      await sweep()
    } catch (error) {
      down(error)
    }
  }

  let ticking = false
  const guardedTick = () => {
    if (ticking) return
    ticking = true
    void tick().finally(() => {
      ticking = false
    })
  }
  const timer = setInterval(guardedTick, limits.sweepMs).unref()
  redis.on('ready', guardedTick)
  redis.on('close', () => down(new Error('the connection was closed')))

  const renewThese = gather<Connection>(async (connections) => {
    const leases = connections.flatMap(({ userId, connectionId }) =>
      leasesOf(userId).filter((lease) => lease.connectionId === connectionId),
    )
    if (up) await renew(leases).catch(down)
  })
  const leaveThese = gather<Connection>(async (connections) => {
    if (up) await calls.leave(connections).catch(down)
  })

  /** Tells Redis what this connection is like now, if it is still there. */
  const tell = async (connection: Connection): Promise<void> => {
    await started
    if (up) await renewThese(connection)
    else isLate = true
  }

  return {
    channels,
    isUp: () => up,
    publish: (channel: string, text: string) => redis.publish(channel, text),
    isInvisible: (userId: string) => (unsaid.get(userId) ?? own.get(userId)?.choice) === 'invisible',

    async enter(userId: string, connectionId: string): Promise<void> {
      const user = own.get(userId) ?? { connections: new Map(), choice: unsaid.get(userId) ?? 'online' }
      own.set(userId, user)
      if (!user.connections.has(connectionId)) user.connections.set(connectionId, false)
      await tell({ userId, connectionId })
    },

    async leave(userId: string, connectionId: string): Promise<void> {
      const user = own.get(userId)
      if (!user?.connections.delete(connectionId)) return
      if (user.connections.size === 0) own.delete(userId)
      if (up) await leaveThese({ userId, connectionId })
    },

    async setIdle(userId: string, connectionId: string, isIdle: boolean): Promise<void> {
      const { connections } = own.get(userId) ?? {}
      if (!connections?.has(connectionId) || connections.get(connectionId) === isIdle) return
      connections.set(connectionId, isIdle)
      await tell({ userId, connectionId })
    },

    async choose(userId: string, choice: ChosenStatus): Promise<void> {
      const user = own.get(userId)
      if (user !== undefined) user.choice = choice
      unsaid.set(userId, choice)
      await started
      if (up) await say(userId, choice).catch(down)
    },

    /** What each shows; nobody while Redis cannot be read. */
    async look(userIds: readonly string[]): Promise<Map<string, Presence['status']>> {
      await started
      if (!up) return new Map()
      try {
        const shown = await calls.look(userIds)
        for (const [userId, status] of shown) options.onLook(userId, status)
        return shown
      } catch (error) {
        down(error)
        return new Map()
      }
    },

    async close(): Promise<void> {
      closed = true
      clearInterval(timer)
      const mine = allLeases()
      own.clear()
      // So that the others need not wait for the leases to end.
      if (up) await calls.leave(mine).catch(() => {})
      up = false
      redis.disconnect()
    },
  }
}
