import { ChosenStatus, type Presence } from '@chime/protocol'
import type { ChainableCommander, Redis } from 'ioredis'
import type { PresenceLimits } from './presence-limits.ts'
import { allBuckets, bucketOf, defineScripts } from './presence-scripts.ts'

/** Users in one round trip, which is to take milliseconds: one that takes 250 counts as failed. */
const sliceSize = 500
/** Users that one sweep of a bucket takes out; the next one takes more. */
const sweepSize = 200

export type Connection = { userId: string; connectionId: string }
export type Lease = Connection & { choice: ChosenStatus; isIdle: boolean }

export type PresenceCallsOptions = {
  redis: Redis
  /** Tells this node's leases from others'. */
  nodeId: string
  limits: PresenceLimits
  /** Before every key. */
  prefix: string
  /** Before every channel of announcements. */
  channels: string
}

/** What presence asks of Redis, for many users in few round trips. All of them reject when Redis fails. */
export function createPresenceCalls({ redis, nodeId, limits, prefix, channels }: PresenceCallsOptions) {
  defineScripts(redis)
  const base = (bucket: number) => `${prefix}{${bucket}}`
  const online = (bucket: number) => `${base(bucket)}online`
  const lease = (connectionId: string) => `${nodeId}:${connectionId}`

  const run = async (fill: (pipeline: ChainableCommander) => void): Promise<unknown[]> => {
    const pipeline = redis.pipeline()
    fill(pipeline)
    const replies = (await pipeline.exec()) ?? []
    return replies.map(([error, reply]) => {
      if (error) throw error
      return reply
    })
  }

  /** One call of a script per bucket and slice. Returns what it said of each, undefined where it said nothing. */
  const each = async <T extends { userId: string }>(
    items: readonly T[],
    call: (pipeline: ChainableCommander, bucket: number, part: readonly T[]) => void,
  ): Promise<[T, string | undefined][]> => {
    const said: [T, string | undefined][] = []
    for (const slice of chunks(items, sliceSize)) {
      const parts = byBucket(slice)
      const replies = await run((pipeline) => {
        for (const [bucket, part] of parts) call(pipeline, bucket, part)
      })
      for (const [i, [, part]] of parts.entries()) {
        const texts = strings(replies[i])
        for (const [at, item] of part.entries()) said.push([item, texts[at]])
      }
    }
    return said
  }

  return {
    /** Takes leases or renews them. Returns for each the choice that Redis knows; undefined where it makes no sense. */
    async renew(leases: readonly Lease[]): Promise<[Lease, ChosenStatus | undefined][]> {
      const known = await each(leases, (pipeline, bucket, part) => {
        const args = part.flatMap(({ userId, connectionId, choice, isIdle }) => [
          userId,
          lease(connectionId),
          choice,
          isIdle ? 'idle' : '',
        ])
        pipeline.chimeRenew(online(bucket), base(bucket), channels, limits.leaseMs, ...args)
      })
      return known.map(([one, choice]) => [one, ChosenStatus.safeParse(choice).data])
    },

    async leave(connections: readonly Connection[]): Promise<void> {
      await each(connections, (pipeline, bucket, part) => {
        const args = part.flatMap(({ userId, connectionId }) => [userId, lease(connectionId)])
        pipeline.chimeLeave(online(bucket), base(bucket), limits.graceMs, ...args)
      })
    },

    /** Returns when the user was last seen, if the choice makes others see them leave. */
    async choose(userId: string, choice: ChosenStatus): Promise<Date | null> {
      const bucket = bucketOf(userId)
      const seen = await redis.chimeChoose(online(bucket), base(bucket), channels, userId, choice)
      return typeof seen === 'string' && seen !== '' ? new Date(Number(seen)) : null
    },

    /** What each shows. */
    async look(userIds: readonly string[]): Promise<Map<string, Presence['status']>> {
      const shown = await each(
        userIds.map((userId) => ({ userId })),
        (pipeline, bucket, part) => {
          pipeline.chimeLook(online(bucket), base(bucket), ...part.map(({ userId }) => userId))
        },
      )
      return new Map(shown.flatMap(([{ userId }, status]) => (isShown(status) ? [[userId, status] as const] : [])))
    },

    /** Takes out those whose leases ended; not later than `validUntilMs` by the clock of Redis, whose time it returns. */
    async sweep(validUntilMs: number): Promise<{ timeMs: number; gone: { userId: string; seen: Date }[] }> {
      const replies = await run((pipeline) => {
        for (const bucket of allBuckets) {
          pipeline.chimeSweep(
            online(bucket),
            base(bucket),
            channels,
            limits.graceMs,
            sweepSize,
            Math.round(validUntilMs),
          )
        }
      })
      let timeMs = 0
      const gone: { userId: string; seen: Date }[] = []
      for (const reply of replies) {
        const [time, ...pairs] = strings(reply)
        timeMs = Number(time)
        for (const [userId, seen] of chunks(pairs, 2)) {
          if (userId !== undefined) gone.push({ userId, seen: new Date(Number(seen)) })
        }
      }
      return { timeMs, gone }
    },

    /** For so long nobody is swept, by whatever node. Returns the time of Redis in milliseconds. */
    async hold(holdMs: number): Promise<number> {
      const times = await run((pipeline) => {
        for (const bucket of allBuckets) pipeline.chimeHold(online(bucket), base(bucket), holdMs)
      })
      return Number(times[0])
    },
  }
}

function byBucket<T extends { userId: string }>(items: readonly T[]): [number, T[]][] {
  const parts = new Map<number, T[]>()
  for (const item of items) {
    const bucket = bucketOf(item.userId)
    const part = parts.get(bucket)
    if (part === undefined) parts.set(bucket, [item])
    else part.push(item)
  }
  return [...parts]
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size))
  return parts
}

const strings = (reply: unknown): string[] => (Array.isArray(reply) ? reply.map(String) : [])

const isShown = (status: string | undefined): status is Presence['status'] =>
  status === 'online' || status === 'away' || status === 'busy' || status === 'offline'
