import type { ChosenStatus, Log, Presence } from '@chime/protocol'
import { batchCalls } from '../../batch-calls.ts'
import { connectRedis, firstAttempt, redisLimits } from '../../redis/connection.ts'
import { createThrottledLog } from '../../throttled-log.ts'
import { saveLastSeen } from '../last-seen.ts'
import type { PresenceLimits } from '../limits.ts'
import type { LastSeen } from '../presence.ts'
import { type Connection, createPresenceCommands, type Lease } from './commands.ts'

export type LeaseKeeperOptions = {
  url: string
  log: Log
  nodeId: string
  lastSeen: LastSeen
  limits: PresenceLimits
  /** Before every key. */
  prefix: string
  /** Called for each user of each `readStatuses`, in the order in which Redis answered. */
  onStatus(userId: string, status: Presence['status']): void
  onUp(): void
  onDown(): void
}

/** A sweep that reaches Redis later than this does nothing. */
const sweepValidMs = 1_000

/** A user who is connected to this node. `connections` tells of each whether it is idle. */
type LocalUser = { connections: Map<string, boolean>; choice: ChosenStatus }

/**
 * Keeps this node's leases in Redis alive, sweeps out those of any node that ended, and reads who is there. Nothing
 * here rejects, or waits longer than one command may take: what fails is made good when Redis is back.
 */
export function createLeaseKeeper(options: LeaseKeeperOptions) {
  const { log, limits, prefix, nodeId, lastSeen } = options
  const redis = connectRedis({ url: options.url, log, name: 'chime-presence' })
  const channels = `${prefix}changed:`
  const commands = createPresenceCommands({ redis, nodeId, limits, prefix, channels })
  const warn = createThrottledLog(log, redisLimits.logMs)
  const localUsers = new Map<string, LocalUser>()
  /** Choices that Redis has not got yet. */
  const unsentChoices = new Map<string, ChosenStatus>()
  let up = false
  let wasUp = false
  let closed = false
  let renewAt = 0
  /** A connection changed while Redis could not be told, so its lease there is out of date. */
  let isStale = false
  /** The clock of Redis when it was last read, and this process's clock at that moment. */
  let clock = { redisMs: 0, at: 0 }
  const started = firstAttempt(redis, redisLimits.commandMs).then(() => recovering)
  let recovering: Promise<void> | null = null

  const markDown = (error: unknown) => {
    if (!closed) warn(error, 'Presence is unknown: Redis failed')
    if (!up) return
    up = false
    options.onDown()
  }

  const leasesOf = (userId: string): Lease[] => {
    const { connections, choice } = localUsers.get(userId) ?? { connections: [], choice: 'online' }
    return [...connections].map(([connectionId, isIdle]) => ({ userId, connectionId, choice, isIdle }))
  }
  const allLeases = () => [...localUsers.keys()].flatMap(leasesOf)

  const renew = async (leases: readonly Lease[]) => {
    for (const [{ userId }, choice] of await commands.renew(leases)) {
      const user = localUsers.get(userId)
      if (user !== undefined && choice !== undefined && !unsentChoices.has(userId)) user.choice = choice
    }
  }

  const sweep = async () => {
    const { timeMs, gone } = await commands.sweep(clock.redisMs + (performance.now() - clock.at) + sweepValidMs)
    clock = { redisMs: timeMs, at: performance.now() }
    for (const { userId, seen } of gone) void saveLastSeen(lastSeen, log, userId, seen)
  }

  const sendChoice = async (userId: string, choice: ChosenStatus) => {
    const seen = await commands.choose(userId, choice)
    if (unsentChoices.get(userId) === choice) unsentChoices.delete(userId)
    if (seen !== null) await saveLastSeen(lastSeen, log, userId, seen)
  }

  /** After the connection was lost, and at the start: Redis may have forgotten everything. */
  const recover = async () => {
    try {
      // The hold comes first: other nodes that were cut off too must renew their leases before anybody is swept.
      clock = { redisMs: await commands.hold(wasUp ? limits.holdMs : 0), at: performance.now() }
      for (const [userId, choice] of [...unsentChoices]) await sendChoice(userId, choice)
      isStale = false
      await renew(allLeases())
      renewAt = isStale ? 0 : performance.now() + limits.renewMs
      wasUp = true
      up = true
      options.onUp()
    } catch (error) {
      markDown(error)
    }
  }

  const tick = async () => {
    if (redis.status !== 'ready') return
    if (!up) {
      recovering ??= recover().finally(() => {
        recovering = null
      })
      await recovering
      return
    }
    try {
      if (performance.now() >= renewAt) {
        renewAt = performance.now() + limits.renewMs
        await renew(allLeases())
      }
      await sweep()
    } catch (error) {
      markDown(error)
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
  redis.on('close', () => markDown(new Error('the connection was closed')))

  const renewBatched = batchCalls<Connection>(async (connections) => {
    const leases = connections.flatMap(({ userId, connectionId }) =>
      leasesOf(userId).filter((lease) => lease.connectionId === connectionId),
    )
    if (up) await renew(leases).catch(markDown)
  })
  const leaveBatched = batchCalls<Connection>(async (connections) => {
    if (up) await commands.leave(connections).catch(markDown)
  })

  /** Tells Redis what this connection is like now, if it is still there. */
  const updateLease = async (connection: Connection): Promise<void> => {
    await started
    if (up) await renewBatched(connection)
    else isStale = true
  }

  return {
    channels,
    isUp: () => up,
    publish: (channel: string, text: string) => redis.publish(channel, text),
    isInvisible: (userId: string) => (unsentChoices.get(userId) ?? localUsers.get(userId)?.choice) === 'invisible',

    async enter(userId: string, connectionId: string): Promise<void> {
      const user = localUsers.get(userId) ?? { connections: new Map(), choice: unsentChoices.get(userId) ?? 'online' }
      localUsers.set(userId, user)
      if (!user.connections.has(connectionId)) user.connections.set(connectionId, false)
      await updateLease({ userId, connectionId })
    },

    async leave(userId: string, connectionId: string): Promise<void> {
      const user = localUsers.get(userId)
      if (!user?.connections.delete(connectionId)) return
      if (user.connections.size === 0) localUsers.delete(userId)
      if (up) await leaveBatched({ userId, connectionId })
    },

    async setIdle(userId: string, connectionId: string, isIdle: boolean): Promise<void> {
      const { connections } = localUsers.get(userId) ?? {}
      if (!connections?.has(connectionId) || connections.get(connectionId) === isIdle) return
      connections.set(connectionId, isIdle)
      await updateLease({ userId, connectionId })
    },

    async choose(userId: string, choice: ChosenStatus): Promise<void> {
      const user = localUsers.get(userId)
      if (user !== undefined) user.choice = choice
      unsentChoices.set(userId, choice)
      await started
      if (up) await sendChoice(userId, choice).catch(markDown)
    },

    /** The status that each user shows; empty while Redis cannot be read. */
    async readStatuses(userIds: readonly string[]): Promise<Map<string, Presence['status']>> {
      await started
      if (!up) return new Map()
      try {
        const statuses = await commands.readStatuses(userIds)
        for (const [userId, status] of statuses) options.onStatus(userId, status)
        return statuses
      } catch (error) {
        markDown(error)
        return new Map()
      }
    },

    async close(): Promise<void> {
      closed = true
      clearInterval(timer)
      const leases = allLeases()
      localUsers.clear()
      // So that others need not wait until the leases end by themselves.
      if (up) await commands.leave(leases).catch(() => {})
      up = false
      redis.disconnect()
    },
  }
}
