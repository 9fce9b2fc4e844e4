import type { Log } from '@chime/protocol'
import { Redis } from 'ioredis'
import { createThrottledLog } from '../throttled-log.ts'

/** The bounds of every wait on Redis. */
export const redisLimits = {
  /** A command that takes longer counts as failed for its caller. */
  commandMs: 250,
  /** When no byte comes for this long although a reply is due, the connection is dropped. Commands then fail at once until it is back. */
  silenceMs: 400,
  /** The longest pause between two attempts to connect. */
  retryMs: 500,
  /** The same failure is logged once in this time. */
  logMs: 10_000,
}

export type RedisOptions = { url: string; log: Log /** Shown by `CLIENT LIST`. */; name: string }

/**
 * The only place that makes connections to Redis. They connect again by themselves, for ever. Nothing is queued while
 * there is no connection, nothing is sent twice, and the connection to a server that hangs is dropped.
 *
 * @param commandMs after which a command counts as failed; null for a subscriber, which may wait for many replies in a
 *   row and has a bound of its own
 */
export function connectRedis(
  { url, log, name }: RedisOptions,
  commandMs: number | null = redisLimits.commandMs,
): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    ...(commandMs === null ? {} : { commandTimeout: commandMs }),
    socketTimeout: redisLimits.silenceMs,
    connectTimeout: 2 * redisLimits.retryMs,
    disconnectTimeout: 100,
    retryStrategy: (tries) => Math.min(25 * 2 ** tries, redisLimits.retryMs) * (0.75 + Math.random() / 4),
  })
  const warn = createThrottledLog(log, redisLimits.logMs)
  let down = false
  redis.on('error', (error) => {
    down = true
    warn(error, `Redis (${name}) cannot be reached`)
  })
  redis.on('ready', () => {
    if (down) log.info({}, `Redis (${name}) is back`)
    down = false
  })
  return redis
}

/** Resolves once the first attempt to connect has succeeded or failed, or `withinMs` are over. */
export async function firstAttempt(redis: Redis, withinMs: number): Promise<void> {
  if (redis.status !== 'connecting' && redis.status !== 'connect') return
  const ended = Promise.withResolvers<void>()
  const timer = setTimeout(ended.resolve, withinMs)
  redis.once('ready', ended.resolve)
  redis.once('close', ended.resolve)
  await ended.promise
  clearTimeout(timer)
  redis.off('ready', ended.resolve)
  redis.off('close', ended.resolve)
}
