import { type ChosenStatus, ChosenStatus as ChosenStatusSchema, type Log, type Presence } from '@chime/protocol'
import type { ChainableCommander } from 'ioredis'
import type { LastSeen } from './presence.ts'
import { saveLastSeen } from './presence-last-seen.ts'
import type { PresenceLimits } from './presence-limits.ts'
import { allBuckets, bucketOf, defineScripts } from './presence-scripts.ts'
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

/** Users in one call of a script, and connections in one pipeline: Redis does nothing else meanwhile. */
const callSize = 500
const pipelineSize = 5_000
/** Users that one sweep of a bucket takes out; the next one takes more. */
const sweepSize = 200
/** A sweep that Redis runs later than this is void. */
const sweepValidMs = 1_000

type Own = { connections: Set<string>; choice: ChosenStatus }

/**
 * Keeps this node's leases in Redis alive, sweeps out those that ended, on whatever node, and reads who is there.
 * Nothing here rejects, or waits longer than one command may take: what fails is made good when Redis is back.
 */
export function createPresenceKeeper(options: KeeperOptions) {
  const { log, limits, prefix, nodeId, lastSeen } = options
  const redis = connectRedis({ url: options.url, log, name: 'chime-presence' })
  defineScripts(redis)
  const warn = createThrottledLog(log, redisLimits.logMs)
  const channels = `${prefix}changed:`
  /** The users who are connected here. */
  const own = new Map<string, Own>()
  /** Choices that Redis has not heard yet. */
  const unsaid = new Map<string, ChosenStatus>()
  let up = false
  let wasUp = false
  let closed = false
  let renewAt = 0
  /** Somebody entered while leases could not be taken. */
  let isLate = false
  /** The clock of Redis, when it was last heard. */
  let clock = { redisMs: 0, at: 0 }
  const started = firstAttempt(redis, redisLimits.commandMs).then(() => rising)
  let rising: Promise<void> | null = null

  const base = (bucket: number) => `${prefix}{${bucket}}`
  const online = (bucket: number) => `${base(bucket)}online`
  const lease = (connectionId: string) => `${nodeId}:${connectionId}`

  const down = (error: unknown) => {
    if (!closed) warn(error, 'Presence is unknown: Redis failed')
    if (!up) return
    up = false
    options.onDown()
  }

  /** @throws when any of its commands fails */
  const run = async (fill: (pipeline: ChainableCommander) => void): Promise<unknown[]> => {
    const pipeline = redis.pipeline()
    fill(pipeline)
    const replies = (await pipeline.exec()) ?? []
    return replies.map(([error, reply]) => {
      if (error) throw error
      return reply
    })
  }

  const byBucket = <T>(items: readonly T[], userIdOf: (item: T) => string): [number, T[]][] => {
    const parts = new Map<number, T[]>()
    for (const item of items) {
      const bucket = bucketOf(userIdOf(item))
      const part = parts.get(bucket)
      if (part === undefined) parts.set(bucket, [item])
      else part.push(item)
    }
    return [...parts].flatMap(([bucket, part]) => chunks(part, callSize).map((chunk): [number, T[]] => [bucket, chunk]))
  }

  type Pair = { userId: string; connectionId: string }

  const renew = async (pairs: readonly Pair[]) => {
    for (const slice of chunks(pairs, pipelineSize)) {
      const calls = byBucket(slice, (pair) => pair.userId)
      const replies = await run((pipeline) => {
        for (const [bucket, part] of calls) {
          const args = part.flatMap(({ userId, connectionId }) => [
            userId,
            lease(connectionId),
            own.get(userId)?.choice ?? 'online',
          ])
          pipeline.chimeRenew(online(bucket), base(bucket), channels, limits.leaseMs, ...args)
        }
      })
      calls.forEach(([, part], i) => {
        const choices = strings(replies[i])
        part.forEach(({ userId }, at) => {
          const user = own.get(userId)
          const choice = ChosenStatusSchema.safeParse(choices[at])
          if (user !== undefined && choice.success && !unsaid.has(userId)) user.choice = choice.data
        })
      })
    }
  }

  const sweep = async () => {
    const validUntil = clock.redisMs + (performance.now() - clock.at) + sweepValidMs
    const replies = await run((pipeline) => {
      for (const bucket of allBuckets) {
        pipeline.chimeSweep(online(bucket), base(bucket), channels, limits.graceMs, sweepSize, Math.round(validUntil))
      }
    })
    for (const reply of replies) {
      const [time, ...gone] = strings(reply)
      clock = { redisMs: Number(time), at: performance.now() }
      for (let i = 0; i < gone.length; i += 2) {
        const [userId, seen] = gone.slice(i, i + 2)
        if (userId !== undefined) void saveLastSeen(lastSeen, log, userId, new Date(Number(seen)))
      }
    }
  }

  const say = async (userId: string, choice: ChosenStatus) => {
    const bucket = bucketOf(userId)
    const seen = await redis.chimeChoose(online(bucket), base(bucket), channels, userId, choice)
    if (typeof seen === 'string' && seen !== '') await saveLastSeen(lastSeen, log, userId, new Date(Number(seen)))
  }

  /** After a loss of the connection, and at the start: Redis may know nothing of what it knew. */
  const rise = async () => {
    try {
      // First of all: other nodes that were cut off too must renew before anybody is swept.
      const holdMs = wasUp ? limits.holdMs : 0
      const times = await run((pipeline) => {
        for (const bucket of allBuckets) pipeline.chimeHold(online(bucket), base(bucket), holdMs)
      })
      clock = { redisMs: Number(times[0]), at: performance.now() }
      for (const [userId, choice] of [...unsaid]) {
        await say(userId, choice)
        if (unsaid.get(userId) === choice) unsaid.delete(userId)
      }
      isLate = false
      await renew(allOwn())
      renewAt = isLate ? 0 : performance.now() + limits.renewMs
      wasUp = true
      up = true
      options.onUp()
    } catch (error) {
      down(error)
    }
  }

  const allOwn = (): Pair[] =>
    [...own].flatMap(([userId, { connections }]) => [...connections].map((connectionId) => ({ userId, connectionId })))

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
        await renew(allOwn())
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

  return {
    channels,
    isUp: () => up,
    publish: (channel: string, text: string) => redis.publish(channel, text),

    async enter(userId: string, connectionId: string): Promise<void> {
      const user = own.get(userId) ?? { connections: new Set(), choice: unsaid.get(userId) ?? 'online' }
      own.set(userId, user)
      user.connections.add(connectionId)
      await started
      if (!up) isLate = true
      if (!up || !user.connections.has(connectionId)) return
      await renew([{ userId, connectionId }]).catch(down)
    },

    async leave(userId: string, connectionId: string): Promise<void> {
      const user = own.get(userId)
      if (!user?.connections.delete(connectionId)) return
      if (user.connections.size === 0) own.delete(userId)
      if (!up) return
      const bucket = bucketOf(userId)
      await redis.chimeLeave(online(bucket), base(bucket), limits.graceMs, userId, lease(connectionId)).catch(down)
    },

    async choose(userId: string, choice: ChosenStatus): Promise<void> {
      const user = own.get(userId)
      if (user !== undefined) user.choice = choice
      unsaid.set(userId, choice)
      await started
      if (!up) return
      try {
        await say(userId, choice)
        if (unsaid.get(userId) === choice) unsaid.delete(userId)
      } catch (error) {
        down(error)
      }
    },

    /** What each shows; nobody while Redis cannot be read. */
    async look(userIds: readonly string[]): Promise<Map<string, Presence['status']>> {
      const shown = new Map<string, Presence['status']>()
      await started
      if (!up) return shown
      const calls = byBucket(userIds, (userId) => userId)
      try {
        const replies = await run((pipeline) => {
          for (const [bucket, part] of calls) pipeline.chimeLook(online(bucket), base(bucket), ...part)
        })
        calls.forEach(([, part], i) => {
          const statuses = strings(replies[i])
          part.forEach((userId, at) => {
            const status = statuses[at]
            if (isShown(status)) shown.set(userId, status)
          })
        })
        for (const [userId, status] of shown) options.onLook(userId, status)
      } catch (error) {
        down(error)
      }
      return shown
    },

    async close(): Promise<void> {
      closed = true
      clearInterval(timer)
      const mine = allOwn()
      own.clear()
      if (up) {
        // So that the others need not wait for the leases to end.
        await run((pipeline) => {
          for (const [bucket, part] of byBucket(mine, (pair) => pair.userId)) {
            const args = part.flatMap(({ userId, connectionId }) => [userId, lease(connectionId)])
            pipeline.chimeLeave(online(bucket), base(bucket), limits.graceMs, ...args)
          }
        }).catch(() => {})
      }
      up = false
      redis.disconnect()
    },
  }
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size))
  return parts
}

const strings = (reply: unknown): string[] => (Array.isArray(reply) ? reply.map(String) : [])

const isShown = (status: string | undefined): status is Presence['status'] =>
  status === 'online' || status === 'away' || status === 'busy' || status === 'offline'
