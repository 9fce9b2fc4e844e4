import { type PrivateRedis, startRedis } from '@chime/realtime/testing'
import { Redis } from 'ioredis'

/** The run's own Redis, and a way in for the injector. */
export type HurtRedis = PrivateRedis & {
  readonly port: number
  /** Ends the connections that only listen. */
  killSubscribers(): Promise<void>
  /** How many subscriptions are held, of all nodes. */
  subscriptions(): Promise<number>
}

export async function startHurtRedis(options: {
  program?: string
  folder: string
  onStart: (pid: number) => void
}): Promise<HurtRedis> {
  const redis = await startRedis(options)
  const ask = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(redis.url, { lazyConnect: true, maxRetriesPerRequest: 1, connectTimeout: 2_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return await work(client)
    } finally {
      client.disconnect()
    }
  }
  return {
    ...redis,
    port: Number(new URL(redis.url).port),
    killSubscribers: () => ask(async (client) => void (await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub'))),
    subscriptions: () =>
      ask(async (client) => {
        const list = String(await client.call('CLIENT', 'LIST', 'TYPE', 'pubsub'))
        const counts = [...list.matchAll(/ (?:sub|psub|ssub)=(\d+)/g)]
        return counts.reduce((sum, [, count]) => sum + Number(count), 0)
      }),
  }
}
