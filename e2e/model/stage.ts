import { createTestDatabase } from '@chime/db/testing'
import { startRedis } from '@chime/realtime/testing'
import { account, type StockClient, stockClient } from '../nodes/stock-client.ts'
import { startChimeServer } from '../process/chime-server.ts'
import { cuttableLink } from '../process/cuttable-link.ts'
import { idIn } from './action.ts'
import { onlooker } from './onlookers.ts'
import { Room, World } from './world.ts'

/** Two server processes on one database and one Redis. */
export async function openStage() {
  const [database, redis] = await Promise.all([createTestDatabase(), startRedis()])
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url }
  const nodes = await Promise.all([startChimeServer(environment), startChimeServer(environment)])
  const urls = nodes.map(({ url }) => url)
  // Who registers first is admin of the server, and may announce: nobody of the play.
  await account(urls[0] ?? '', 'first')
  return {
    urls,
    databaseUrl: database.url,
    async close() {
      await Promise.all(nodes.map((node) => node.stop()))
      await redis.stop()
      await database.drop()
    },
  }
}

/** Four people, each with a client that is there, one that will be away, and a way to each node; and some rooms. */
export async function cast(urls: readonly string[]) {
  const url = (i: number) => urls[i % urls.length] ?? ''
  const accounts = await Promise.all(['ann', 'ben', 'cem', 'dan'].map((name, i) => account(url(i), name)))
  const world = new World(accounts.map(({ user }) => user))
  const calls = new Map<string, StockClient[]>()
  for (const { user, token } of accounts)
    calls.set(
      user.id,
      urls.map((each) => stockClient(each, token)),
    )
  const trpc = (userId: string, node: number) => {
    const client = calls.get(userId)?.[node % urls.length]
    if (!client) throw new Error('everybody has a client of each node')
    return client.trpc
  }

  const [ann, ben, cem, dan] = world.people
  if (!ann || !ben || !cem || !dan) throw new Error('there are four')
  const group = await trpc(ann.id, 0).channels.create.mutate({
    kind: 'group',
    name: 'everybody',
    memberIds: [ben.id, cem.id, dan.id],
  })
  const open = await trpc(ben.id, 1).channels.create.mutate({ kind: 'public', name: 'open', memberIds: [cem.id] })
  const pair = await trpc(cem.id, 0).channels.openDirect.mutate({ userId: dan.id })
  const rooms = [
    { room: new Room(idIn(group), 'group', 'everybody'), people: [ann, ben, cem, dan] },
    { room: new Room(idIn(open), 'public', 'open'), people: [ben, cem] },
    { room: new Room(idIn(pair), 'direct', null), people: [cem, dan] },
  ]
  for (const { room, people } of rooms) {
    for (const [i, person] of people.entries())
      room.admit(person, i === 0 && room.kind !== 'direct' ? 'owner' : 'member')
    world.rooms.push(room)
  }

  const there = await Promise.all(accounts.map(({ token }, i) => onlooker(url(i), token)))
  const links = await Promise.all(accounts.map((_, i) => cuttableLink(url(i + 1))))
  const away = await Promise.all(accounts.map(({ token }, i) => onlooker(links[i]?.url ?? '', token)))
  return {
    world,
    trpc,
    there,
    away,
    leave() {
      for (const link of links) link.cut()
    },
    comeBack() {
      for (const link of links) link.mend()
    },
    fresh: () => Promise.all(accounts.map(({ token }, i) => onlooker(url(i), token))),
    async close() {
      for (const each of [...there, ...away]) each.close()
      for (const clients of calls.values()) for (const client of clients) await client.close()
      for (const link of links) await link.close()
    },
  }
}
export type Cast = Awaited<ReturnType<typeof cast>>
