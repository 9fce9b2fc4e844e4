import type { Log } from '@chime/protocol'
import { Redis } from 'ioredis'
import { createThrottledLog } from './throttled-log.ts'

/** The times that bound every wait on Redis. */
export const redisLimits = {
  /** A command that takes longer has failed, for its caller. */
  commandMs: 250,
  /** No byte for this long while a reply is due: the connection is dropped, and commands fail at once until it is back. */
  silenceMs: 400,
  /** Between two tries to connect, at most. */
  retryMs: 500,
  /** The same failure is logged once in this time. */
  logMs: 10_000,
}

export type RedisOptions = { url: string; log: Log /** Shown by `CLIENT LIST`. */; name: string }

/**
 * The one place that makes connections to Redis. They connect by themselves, for ever; nothing is queued while there
 * is no connection, nothing is sent twice, and a server that hangs is left.
 *
 * @param commandMs null for a subscriber: its replies come in order, however many it asked for
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

/** Resolves once the first attempt to connect has ended, well or not, or `withinMs` are over. */
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
