import { startRedis } from '@chime/testing/redis'
import packageJson from '../package.json' with { type: 'json' }
import { addChannels } from '../seed/channels.ts'
import { startDatabase } from '../seed/database.ts'
import { addPeople } from '../seed/people.ts'

const { devDependencies } = packageJson
const libraries = {
  ws: devDependencies.ws,
  'Socket.IO': devDependencies['socket.io'],
  tRPC: devDependencies['@trpc/server'],
}

/** What all implementations in a benchmark share: a database with people in one channel, and a Redis. */
export type Environment = Awaited<ReturnType<typeof createEnvironment>>

/** People and the one channel that all of them are in. */
export type Audience = { tokens: string[]; channelId: string }

/**
 * @param people how many are in each audience
 * @param channelsEach how many more channels everybody is in, each with a hundred people
 */
export async function createEnvironment(people: number, { channelsEach = 0 } = {}) {
  const database = await startDatabase()
  const redis = await redisIfThere()
  const [sender] = await addPeople(database.pool, 1)
  if (sender === undefined) throw new Error('nobody was made')
  const addAudience = async (): Promise<Audience> => {
    const seeded = await addPeople(database.pool, people)
    const ids = seeded.map(({ id }) => id)
    for (let at = 0; channelsEach > 0 && at < people; at += 100) {
      await addChannels(database.pool, channelsEach, ids.slice(at, at + 100))
    }
    return { tokens: seeded.map(({ token }) => token), channelId: await addChannel([sender, ...seeded]) }
  }
  const addChannel = async (members: { id: string }[]) => {
    const ids = members.map(({ id }) => id)
    const [id] = await addChannels(database.pool, 1, ids)
    if (id === undefined) throw new Error('no channel was made')
    return id
  }
  return {
    database,
    /** One for each number of nodes, so that the messages of one measurement do not reach the servers of another. */
    audiences: { 1: await addAudience(), 2: await addAudience() },
    /** A member of both audiences' channels, who is not one of their people. */
    sender,
    /** A channel with the sender as its only member. */
    quietChannelId: await addChannel([sender]),
    versions: { ...database.versions, ...libraries },
    /** Null when there is no redis-server. Implementations that need one are then left out. */
    redisUrl: redis?.url ?? null,
    async stop() {
      await redis?.stop()
      await database.stop()
    },
  }
}

async function redisIfThere() {
  try {
    return await startRedis()
  } catch (error) {
    console.warn(error instanceof Error ? error.message : error)
    return null
  }
}
