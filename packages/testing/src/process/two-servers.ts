import { createTestDatabase } from '../postgres.ts'
import { startRedis } from '../redis.ts'
import { startChimeServer } from './chime-server.ts'

/** Two nodes of Chime, each in a process of its own, on one database and one Redis. */
export async function startTwoServers() {
  const [database, redis] = await Promise.all([createTestDatabase(), startRedis()])
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url }
  const nodes = await Promise.all([startChimeServer(environment), startChimeServer(environment)])
  return {
    nodes,
    databaseUrl: database.url,
    /** Only these two nodes use it, so a test may kill or freeze it. */
    redis,
    async close() {
      await Promise.all(nodes.map((node) => node.close()))
      await redis.stop()
      await database.drop()
    },
  }
}
