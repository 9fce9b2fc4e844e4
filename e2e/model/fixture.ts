import { startTwoServers } from '@chime/testing/process/two-servers'
import { connect, register, type StockClient } from '@chime/testing/stock-client'
import { startProxy } from '@chime/testing/tcp-proxy'
import { idIn } from './action.ts'
import { Channel, ChatModel } from './chat-model.ts'
import { observer } from './observer.ts'

/** Two server processes on one database and one Redis. */
export async function startServers() {
  const { nodes, databaseUrl, close } = await startTwoServers()
  const urls = nodes.map(({ url }) => url)
  // The first user is admin of the server, and may do more than others. So it is nobody of the model.
  await register(urls[0] ?? '', 'first')
  return { urls, databaseUrl, close }
}

/**
 * Four people and some channels. Each person has a stock client on each node for calls, one of Chime's clients that is always
 * connected, and one behind a proxy that can be disconnected.
 */
export async function createFixture(urls: readonly string[]) {
  const url = (i: number) => urls[i % urls.length] ?? ''
  const accounts = await Promise.all(['ann', 'ben', 'cem', 'dan'].map((name, i) => register(url(i), name)))
  const model = new ChatModel(accounts.map(({ user }) => user))
  const calls = new Map<string, StockClient[]>()
  for (const { user, token } of accounts)
    calls.set(
      user.id,
      urls.map((each) => connect(each, token)),
    )
  const trpc = (userId: string, node: number) => {
    const client = calls.get(userId)?.[node % urls.length]
    if (!client) throw new Error('everybody has a client of each node')
    return client.trpc
  }

  const [ann, ben, cem, dan] = model.people
  if (!ann || !ben || !cem || !dan) throw new Error('there are four')
  const group = await trpc(ann.id, 0).channels.create.mutate({
    kind: 'group',
    name: 'everybody',
    memberIds: [ben.id, cem.id, dan.id],
  })
  // No two public channels of a server look alike.
  const openName = `open ${crypto.randomUUID()}`
  const open = await trpc(ben.id, 1).channels.create.mutate({ kind: 'public', name: openName, memberIds: [cem.id] })
  const pair = await trpc(cem.id, 0).channels.openDirect.mutate({ userId: dan.id })
  const channels = [
    { channel: new Channel(idIn(group), 'group', 'everybody'), people: [ann, ben, cem, dan] },
    { channel: new Channel(idIn(open), 'public', openName), people: [ben, cem] },
    { channel: new Channel(idIn(pair), 'direct', null), people: [cem, dan] },
  ]
  for (const { channel, people } of channels) {
    for (const [i, person] of people.entries())
      channel.admit(person, i === 0 && channel.kind !== 'direct' ? 'owner' : 'member')
    model.channels.push(channel)
  }

  const there = await Promise.all(accounts.map(({ token }, i) => observer(url(i), token)))
  const proxies = await Promise.all(accounts.map((_, i) => startProxy(url(i + 1))))
  const away = await Promise.all(accounts.map(({ token }, i) => observer(proxies[i]?.url ?? '', token)))
  return {
    model,
    trpc,
    there,
    away,
    leave() {
      for (const proxy of proxies) proxy.down()
    },
    comeBack() {
      for (const proxy of proxies) proxy.mend()
    },
    fresh: () => Promise.all(accounts.map(({ token }, i) => observer(url(i), token))),
    async close() {
      for (const each of [...there, ...away]) each.close()
      for (const clients of calls.values()) for (const client of clients) await client.close()
      for (const proxy of proxies) await proxy.close()
    },
  }
}
export type Fixture = Awaited<ReturnType<typeof createFixture>>
