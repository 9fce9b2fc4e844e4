import { clientPool, startTestNode } from './node.ts'
import { createTestDatabase } from './postgres.ts'
import { startRedis } from './redis.ts'

// Two nodes in this process, on one database and one Redis. Rate limits are on unless the environment says otherwise.

export type TwoNodes = Awaited<ReturnType<typeof twoNodes>>

export async function twoNodes(changed: Record<string, string> = {}) {
  const [database, redis] = [await createTestDatabase(), await startRedis()]
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, RATE_LIMITS: 'on', ...changed }
  const nodes = [await startTestNode(environment), await startTestNode(environment)]
  const [one, two] = nodes.map(({ url }) => url)
  if (one === undefined || two === undefined) throw new Error('there are two')
  const clients = clientPool()
  return {
    one,
    two,
    databaseUrl: database.url,
    /** Only these two nodes use it, so a test may kill or freeze it. */
    redis,
    person: clients.person,
    connect: clients.connect,
    async stop() {
      await clients.close()
      await Promise.all(nodes.map((node) => node.stop()))
      await redis.stop()
      await database.drop()
    },
  }
}
