import { randomUUID } from 'node:crypto'
import { connectRedis, type RedisOptions, redisLimits } from './redis.ts'
import { createThrottledLog } from './throttled-log.ts'

export const subscriberLimits = {
  /** How long `add` waits at most: 500 ms are promised. Later, what was missed is found by the heads. */
  addMs: 450,
  /** How often the node publishes to itself: a connection that hears nothing is found as soon as a lost publication is. */
  echoEveryMs: 1_000,
  /** How long it waits for the echo before it leaves the connection: a hundred times what it takes. */
  echoMs: 500,
  /** Channels in one command: Redis does nothing else meanwhile. */
  chunk: 1_000,
}

export type SubscriberOptions = RedisOptions & {
  /** Put before every channel's name on the wire. */
  prefix: string
  /** Publishes on another connection, so that the echo shows that this one still gets what is published. */
  publish(channel: string, text: string): Promise<unknown>
  onMessage(channel: string, text: string): void
  /** All channels are carried, but were not just before. */
  onRecovered(): void
}

/**
 * A connection that carries a changing set of channels. What is asked for while a command is under way makes the next
 * one, and a channel that was dropped and asked for again is compared with what was sent last, so neither overtakes
 * the other. After a reconnect all of them are asked for again.
 */
export function createRedisSubscriber(options: SubscriberOptions) {
  const { prefix, log } = options
  const redis = connectRedis(options, null)
  const warn = createThrottledLog(log, redisLimits.logMs)
  const echoChannel = `echo:${randomUUID()}`
  const wanted = new Set<string>([echoChannel])
  /** What this connection was asked to carry, in the order of commands. */
  const sent = new Set<string>()
  let dirty = new Set<string>()
  let waiters = new Set<() => void>()
  /** Counts connections: what belongs to an earlier one must not be taken for this one's. */
  let epoch = 0
  let running = false
  let synced = false
  let closed = false
  let echoed = 0
  let beats = 0
  let missedEchoes = 0
  /** Until the first attempt to connect has ended, well or not. */
  let isStarting = true

  const command = (batch: Set<string>) => {
    const add: string[] = []
    const drop: string[] = []
    for (const channel of batch) {
      if (wanted.has(channel) && !sent.has(channel)) add.push(channel)
      if (!wanted.has(channel) && sent.has(channel)) drop.push(channel)
    }
    for (const channel of add) sent.add(channel)
    for (const channel of drop) sent.delete(channel)
    const named = (channels: string[]) => channels.map((channel) => prefix + channel)
    return Promise.all([
      ...chunks(drop).map((channels) => redis.unsubscribe(...named(channels))),
      ...chunks(add).map((channels) => redis.subscribe(...named(channels))),
    ])
  }

  const run = async () => {
    if (running || redis.status !== 'ready') return
    running = true
    const mine = epoch
    while (mine === epoch && (dirty.size > 0 || waiters.size > 0)) {
      const batch = dirty
      const asked = waiters
      dirty = new Set()
      waiters = new Set()
      try {
        await command(batch)
        for (const done of asked) done()
      } catch (error) {
        for (const done of asked) done()
        warn(error, 'Could not subscribe in Redis; all is asked for again')
        // A refusal leaves the connection as it is, but only a new one starts over.
        if (mine === epoch && redis.status === 'ready') redis.disconnect(true)
        break
      }
      if (mine === epoch && !synced && dirty.size === 0) {
        synced = true
        options.onRecovered()
      }
    }
    running = false
    if (mine !== epoch) void run()
  }

  const leave = () => {
    isStarting = false
    synced = false
    // Nobody waits for a connection that is gone: what they miss is told by `onRecovered`.
    for (const done of waiters) done()
    waiters.clear()
  }

  redis.on('ready', () => {
    isStarting = false
    epoch += 1
    synced = false
    sent.clear()
    dirty = new Set(wanted)
    void run()
  })
  redis.on('close', leave)
  redis.on('message', (name: string, text: string) => {
    const channel = name.slice(prefix.length)
    try {
      if (channel === echoChannel) echoed = Number(text)
      else if (wanted.has(channel)) options.onMessage(channel, text)
    } catch (error) {
      warn(error, 'Could not take a message from Redis')
    }
  })

  const beat = async () => {
    if (!synced) return
    const mine = epoch
    beats += 1
    const expected = beats
    try {
      await options.publish(prefix + echoChannel, String(expected))
    } catch {
      // The other connection is the one in trouble, and says so itself.
      return
    }
    setTimeout(() => {
      // After a stall of this process the echo may lie in the socket, unread: let it be read first.
      setImmediate(() => {
        if (closed || mine !== epoch || !synced || echoed >= expected) return
        warn(new Error('no echo'), 'The subscriber of Redis is half dead and is replaced')
        synced = false
        missedEchoes += 1
        redis.disconnect(true)
      })
    }, subscriberLimits.echoMs).unref()
  }
  const timer = setInterval(() => void beat(), subscriberLimits.echoEveryMs).unref()

  const settled = async (withinMs: number) => {
    // A server that hangs lets itself be connected to, again and again: nobody waits for each of these attempts.
    const isDown = !isStarting && redis.status !== 'ready'
    if (isDown || (synced && dirty.size === 0 && !running)) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timeout = setTimeout(resolve, withinMs)
    waiters.add(resolve)
    queueMicrotask(run)
    await promise
    clearTimeout(timeout)
    waiters.delete(resolve)
  }

  return {
    /** Resolves once nothing published to these from now on is missed; while Redis is down, at once. */
    async add(channels: readonly string[]): Promise<void> {
      for (const channel of channels) {
        wanted.add(channel)
        dirty.add(channel)
      }
      await settled(subscriberLimits.addMs)
    },
    remove(channels: readonly string[]): void {
      for (const channel of channels) {
        wanted.delete(channel)
        dirty.add(channel)
      }
      queueMicrotask(run)
    },
    /** Resolves once all that was asked for before is carried, or the time is over. */
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
export type RedisSubscriber = ReturnType<typeof createRedisSubscriber>

function chunks(channels: string[]): string[][] {
  const parts: string[][] = []
  for (let at = 0; at < channels.length; at += subscriberLimits.chunk) {
    parts.push(channels.slice(at, at + subscriberLimits.chunk))
  }
  return parts
}
