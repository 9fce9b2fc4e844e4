import { type PrivateRedis, startRedis } from '@chime/testing/redis'
import { Redis } from 'ioredis'

/** The Redis of the run, with what faults need. */
export type ClusterRedis = PrivateRedis & {
  readonly port: number
  /** Ends all connections that are subscribed to something. */
  killSubscribers(): Promise<void>
  /** How many subscriptions all nodes hold together. */
  subscriptions(): Promise<number>
}

export async function startClusterRedis(options: {
  program?: string
  folder: string
  onStart: (pid: number) => void
}): Promise<ClusterRedis> {
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
