import { startRedis } from '@chime/realtime/testing'
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

/** What all contestants of a benchmark share: a database with people who are in one channel, and a Redis. */
export type World = Awaited<ReturnType<typeof createWorld>>

/** People and the one channel that all of them are in. */
export type Crowd = { tokens: string[]; channelId: string }

/**
 * @param people in each crowd
 * @param channelsEach so many more channels for everybody, each of a hundred people
 */
export async function createWorld(people: number, { channelsEach = 0 } = {}) {
  const database = await startDatabase()
  const redis = await redisIfThere()
  const [sender] = await addPeople(database.pool, 1)
  if (sender === undefined) throw new Error('nobody was made')
  const addCrowd = async (): Promise<Crowd> => {
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
    /** By the number of nodes: nodes that share a database hear of one another's messages, but are not compared by it. */
    crowds: { 1: await addCrowd(), 2: await addCrowd() },
    /** In every channel, and in no crowd. */
    sender,
    /** Only the sender is in it. */
    quietChannelId: await addChannel([sender]),
    versions: { ...database.versions, ...libraries },
    /** Null: there is no redis-server, and contestants that need one do not take part. */
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
