import { ChosenStatus, type Presence } from '@chime/protocol'
import type { ChainableCommander, Redis } from 'ioredis'
import type { PresenceLimits } from '../limits.ts'
import { allBuckets, bucketOf, defineScripts } from './scripts.ts'

/** Users in one round trip. It has to take a few milliseconds, since one that takes 250 counts as failed. */
const sliceSize = 500
/** Users that one sweep of a bucket takes out at most; the next sweep takes the others. */
const sweepSize = 200

export type Connection = { userId: string; connectionId: string }
export type Lease = Connection & { choice: ChosenStatus; isIdle: boolean }

export type PresenceCommandsOptions = {
  redis: Redis
  /** Tells this node's leases from others'. */
  nodeId: string
  limits: PresenceLimits
  /** Before every key. */
  prefix: string
  /** Before every channel of announcements. */
  channels: string
}

/** The commands of presence, each for many users in few round trips. All of them reject when Redis fails. */
export function createPresenceCommands({ redis, nodeId, limits, prefix, channels }: PresenceCommandsOptions) {
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

  /** Runs a script once for each bucket of each slice. @returns its reply for each item; undefined where it has none */
  const runForEach = async <T extends { userId: string }>(
    items: readonly T[],
    call: (pipeline: ChainableCommander, bucket: number, part: readonly T[]) => void,
  ): Promise<[T, string | undefined][]> => {
    const result: [T, string | undefined][] = []
    for (const slice of chunks(items, sliceSize)) {
      const parts = byBucket(slice)
      const replies = await run((pipeline) => {
        for (const [bucket, part] of parts) call(pipeline, bucket, part)
      })
      for (const [i, [, part]] of parts.entries()) {
        const texts = strings(replies[i])
        for (const [at, item] of part.entries()) result.push([item, texts[at]])
      }
    }
    return result
  }

  return {
    /** Takes leases or renews them. @returns the choice that Redis has of each user; undefined if it is none that this node knows */
    async renew(leases: readonly Lease[]): Promise<[Lease, ChosenStatus | undefined][]> {
      const choices = await runForEach(leases, (pipeline, bucket, part) => {
        const args = part.flatMap(({ userId, connectionId, choice, isIdle }) => [
          userId,
          lease(connectionId),
          choice,
          isIdle ? 'idle' : '',
        ])
        pipeline.chimeRenew(online(bucket), base(bucket), channels, limits.leaseMs, ...args)
      })
      return choices.map(([one, choice]) => [one, ChosenStatus.safeParse(choice).data])
    },

    async leave(connections: readonly Connection[]): Promise<void> {
      await runForEach(connections, (pipeline, bucket, part) => {
        const args = part.flatMap(({ userId, connectionId }) => [userId, lease(connectionId)])
        pipeline.chimeLeave(online(bucket), base(bucket), limits.graceMs, ...args)
      })
    },

    /** @returns when the user was last seen, if others see them leave by this choice; else null */
    async choose(userId: string, choice: ChosenStatus): Promise<Date | null> {
      const bucket = bucketOf(userId)
      const seen = await redis.chimeChoose(online(bucket), base(bucket), channels, userId, choice)
      return typeof seen === 'string' && seen !== '' ? new Date(Number(seen)) : null
    },

    /** The status that each user shows. */
    async readStatuses(userIds: readonly string[]): Promise<Map<string, Presence['status']>> {
      const statuses = await runForEach(
        userIds.map((userId) => ({ userId })),
        (pipeline, bucket, part) => {
          pipeline.chimeReadStatuses(online(bucket), base(bucket), ...part.map(({ userId }) => userId))
        },
      )
      return new Map(statuses.flatMap(([{ userId }, status]) => (isStatus(status) ? [[userId, status] as const] : [])))
    },

    /**
     * Takes out the users whose leases ended. Does nothing when Redis runs it after `validUntilMs`.
     *
     * @param validUntilMs by the clock of Redis
     * @returns the time of Redis, and who is gone
     */
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

    /** For this long no node sweeps anybody. @returns the time of Redis in milliseconds */
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

const isStatus = (status: string | undefined): status is Presence['status'] =>
  status === 'online' || status === 'away' || status === 'busy' || status === 'offline'
