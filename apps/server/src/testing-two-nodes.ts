import { createTestDatabase } from '@chime/db/testing'
import { startRedis } from '@chime/realtime/testing'
import { connect, type Person, person, startTestNode, type TestClient } from './testing.ts'

// For the tests of this package: two nodes on one database and one Redis, in one process, with rate limits by default.

export type TwoNodes = Awaited<ReturnType<typeof twoNodes>>

export async function twoNodes(changed: Record<string, string> = {}) {
  const [database, redis] = [await createTestDatabase(), await startRedis()]
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, RATE_LIMITS: 'on', ...changed }
  const nodes = [await startTestNode(environment), await startTestNode(environment)]
  const [one, two] = nodes.map(({ url }) => url)
  if (one === undefined || two === undefined) throw new Error('there are two')
  const clients: Pick<TestClient, 'close'>[] = []
  const keep = <T extends Pick<TestClient, 'close'>>(client: T): T => {
    clients.push(client)
    return client
  }
  return {
    one,
    two,
    databaseUrl: database.url,
    /** To be hurt. */
    redis,
    person: async (url: string, name?: string): Promise<Person> => keep(await person(url, name)),
    connect: (url: string, token: string): TestClient => keep(connect(url, token)),
    async stop() {
      await Promise.all(clients.map((client) => client.close()))
      await Promise.all(nodes.map((node) => node.stop()))
      await redis.stop()
      await database.drop()
    },
  }
}
