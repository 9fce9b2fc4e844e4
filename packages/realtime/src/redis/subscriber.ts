import { randomUUID } from 'node:crypto'
import { createThrottledLog } from '../throttled-log.ts'
import { connectRedis, type RedisOptions, redisLimits } from './connection.ts'

const subscriberLimits = {
  /** How long `add` waits at most: 500 ms are promised. What is missed after that is found when heads are compared. */
  addMs: 450,
  /** How often the node publishes to itself, so that a connection that hears nothing is found as soon as a lost publication would be. */
  echoEveryMs: 1_000,
  /** How long it waits for the echo before it replaces the connection: a hundred times what an echo takes. */
  echoMs: 500,
  /** Channels in one command. Redis does nothing else while it runs one. */
  chunk: 1_000,
}

export type SubscriberOptions = RedisOptions & {
  /** Redis sees every channel's name with this before it. */
  prefix: string
  /** Publishes on another connection, so that an echo shows that this one still gets what is published. */
  publish(channel: string, text: string): Promise<unknown>
  onMessage(channel: string, text: string): void
  /** All channels are carried now, but were not just before: something may have been missed. */
  onRecovered(): void
}

/**
 * A connection that carries a changing set of channels. Changes that are asked for while a command is under way make
 * the next command. A channel that is added and removed in quick succession is compared with what Redis was last asked
 * for, so that no older wish overtakes a newer one. After a reconnect all channels are asked for again.
 */
export function createRedisSubscriber(options: SubscriberOptions) {
  const { prefix, log } = options
  const redis = connectRedis(options, null)
  const warn = createThrottledLog(log, redisLimits.logMs)
  const echoChannel = `echo:${randomUUID()}`
  const wanted = new Set<string>([echoChannel])
  /** What Redis was asked to carry on this connection. */
  const requested = new Set<string>()
  /** Channels that were added or removed since the last command. */
  let changed = new Set<string>()
  let waiters = new Set<() => void>()
  /** Counts connections, so that what belongs to an earlier one is not taken for this one's. */
  let generation = 0
  let running = false
  let synced = false
  let closed = false
  /** The number of the last echo that was heard, and of the last that was sent. */
  let heardEcho = 0
  let sentEcho = 0
  let missedEchoes = 0
  /** Until the first attempt to connect has ended, well or not. */
  let isStarting = true

  const command = (batch: Set<string>) => {
    const add: string[] = []
    const drop: string[] = []
    for (const channel of batch) {
      if (wanted.has(channel) && !requested.has(channel)) add.push(channel)
      if (!wanted.has(channel) && requested.has(channel)) drop.push(channel)
    }
    for (const channel of add) requested.add(channel)
    for (const channel of drop) requested.delete(channel)
    const named = (channels: string[]) => channels.map((channel) => prefix + channel)
    return Promise.all([
      ...chunks(drop).map((channels) => redis.unsubscribe(...named(channels))),
      ...chunks(add).map((channels) => redis.subscribe(...named(channels))),
    ])
  }

  const run = async () => {
    if (running || redis.status !== 'ready') return
    running = true
    const current = generation
    while (current === generation && (changed.size > 0 || waiters.size > 0)) {
      const batch = changed
      const asked = waiters
      changed = new Set()
      waiters = new Set()
      try {
        await command(batch)
        for (const done of asked) done()
      } catch (error) {
        for (const done of asked) done()
        warn(error, 'Could not subscribe in Redis; all is asked for again')
        // Redis refused, and the connection is still open. Only a new one asks for everything again.
        if (current === generation && redis.status === 'ready') redis.disconnect(true)
        break
      }
      if (current === generation && !synced && changed.size === 0) {
        synced = true
        options.onRecovered()
      }
    }
    running = false
    if (current !== generation) void run()
  }

  const leave = () => {
    isStarting = false
    synced = false
    // Nobody waits for a connection that is gone. `onRecovered` tells later that they may have missed something.
    for (const done of waiters) done()
    waiters.clear()
  }

  redis.on('ready', () => {
    isStarting = false
    generation += 1
    synced = false
    requested.clear()
    changed = new Set(wanted)
    void run()
  })
  redis.on('close', leave)
  redis.on('message', (name: string, text: string) => {
    const channel = name.slice(prefix.length)
    try {
      if (channel === echoChannel) heardEcho = Number(text)
      else if (wanted.has(channel)) options.onMessage(channel, text)
    } catch (error) {
      warn(error, 'Could not take a message from Redis')
    }
  })

  const checkEcho = async () => {
    if (!synced) return
    const current = generation
    sentEcho += 1
    const expected = sentEcho
    try {
      await options.publish(prefix + echoChannel, String(expected))
    } catch {
      // The publishing connection is the one in trouble, and logs that itself.
      return
    }
    setTimeout(() => {
      // If this process stalled, the echo may lie unread in the socket: it is read before this runs.
      setImmediate(() => {
        if (closed || current !== generation || !synced || heardEcho >= expected) return
        warn(new Error('no echo'), 'The subscriber of Redis is half dead and is replaced')
        synced = false
        missedEchoes += 1
        redis.disconnect(true)
      })
    }, subscriberLimits.echoMs).unref()
  }
  const timer = setInterval(() => void checkEcho(), subscriberLimits.echoEveryMs).unref()

  const settled = async (withinMs: number) => {
    // A server that hangs accepts connection after connection. Callers do not wait for each of these attempts.
    const isDown = !isStarting && redis.status !== 'ready'
    if (isDown || (synced && changed.size === 0 && !running)) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timeout = setTimeout(resolve, withinMs)
    waiters.add(resolve)
    queueMicrotask(run)
    await promise
    clearTimeout(timeout)
    waiters.delete(resolve)
  }

  return {
    /** Resolves once nothing published to these from now on is missed. While Redis is down, resolves at once. */
    async add(channels: readonly string[]): Promise<void> {
      for (const channel of channels) {
        wanted.add(channel)
        changed.add(channel)
      }
      await settled(subscriberLimits.addMs)
    },
    remove(channels: readonly string[]): void {
      for (const channel of channels) {
        wanted.delete(channel)
        changed.add(channel)
      }
      queueMicrotask(run)
    },
    /** Resolves once everything that was asked for before is carried, or the time is over. */
    settled,
    size: () => wanted.size - 1,
    healthy: () => synced,
    /** How often this connection was replaced because it no longer heard what was published. */
    echoes: () => missedEchoes,
    close() {
      closed = true
      clearInterval(timer)
      redis.disconnect()
      leave()
    },
  }
}

function chunks(channels: string[]): string[][] {
  const parts: string[][] = []
  for (let at = 0; at < channels.length; at += subscriberLimits.chunk) {
    parts.push(channels.slice(at, at + subscriberLimits.chunk))
  }
  return parts
}
