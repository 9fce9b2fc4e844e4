import { randomUUID } from 'node:crypto'
import type { ChimeServer } from '@chime/testing/process/chime-server'
import { startTwoServers } from '@chime/testing/process/two-servers'
import { connect as connectClient, register, type StockClient } from '@chime/testing/stock-client'
import { startProxy } from '@chime/testing/tcp-proxy'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { followChannel } from './channel-follower.ts'

// Two server processes, one database, one Redis, and the stock client.

const soon = { timeout: 30_000, interval: 25 }
const sequence = (count: number, word: string) => Array.from({ length: count }, (_, i) => `${word} ${i + 1}`)

let servers: Awaited<ReturnType<typeof startTwoServers>>
let one: ChimeServer
let two: ChimeServer
let ann: Awaited<ReturnType<typeof register>>
let ben: Awaited<ReturnType<typeof register>>
const open: StockClient[] = []

beforeAll(async () => {
  servers = await startTwoServers()
  ;[one, two] = servers.nodes
  ;[ann, ben] = await Promise.all([register(one.url, 'ann'), register(two.url, 'ben')])
}, 120_000)

afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

afterAll(async () => {
  await servers?.close()
}, 60_000)

function connect(url: string, { token }: { token: string }) {
  const client = connectClient(url, token)
  open.push(client)
  return client.trpc
}

/** Ann on the first node, Ben on the second, in a group of their own. */
async function pair() {
  const [a, b] = [connect(one.url, ann), connect(two.url, ben)]
  const { id } = await a.channels.create.mutate({ kind: 'group', name: 'Pair', memberIds: [ben.user.id] })
  return { a, b, id }
}

/** Sends a message again and again, by any of these clients, until it is acknowledged. Nodes may go down meanwhile. */
async function sendSurely(clients: StockClient['trpc'][], channelId: string, content: string): Promise<number> {
  const clientId = randomUUID()
  for (let attempt = 0; ; attempt++) {
    try {
      const client = clients[attempt % clients.length] ?? clients[0]
      if (!client) throw new Error('nobody to send with')
      const answer = client.messages.send.mutate({ channelId, clientId, content })
      const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), 3_000).unref())
      return (await Promise.race([answer, late])).number
    } catch (error) {
      if (attempt > 20) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

test('what is sent on one node arrives on the other, in order, both ways', async () => {
  const { a, b, id } = await pair()
  const views = [await followChannel(a, id), await followChannel(b, id)]
  await Promise.all([
    ...sequence(25, 'ann').map((content) => a.messages.send.mutate({ channelId: id, clientId: randomUUID(), content })),
    ...sequence(25, 'ben').map((content) => b.messages.send.mutate({ channelId: id, clientId: randomUUID(), content })),
  ])
  for (const view of views) {
    await vi.waitFor(() => expect(view.texts().filter((text) => /^(ann|ben)/.test(text))).toHaveLength(50), soon)
    expect(view.texts().filter((text) => text.startsWith('ann'))).toEqual(sequence(25, 'ann'))
    expect(view.texts().filter((text) => text.startsWith('ben'))).toEqual(sequence(25, 'ben'))
  }
  expect(views[0]?.texts()).toEqual(views[1]?.texts())
})

test('who was cut off while 50 messages came has all of them once and in order', async () => {
  const link = await startProxy(two.url)
  const { a, id } = await pair()
  const view = await followChannel(connect(link.url, ben), id)
  await sendSurely([a], id, 'before')
  await vi.waitFor(() => expect(view.texts()).toContain('before'), soon)
  link.down()
  for (const content of sequence(50, 'missed')) await sendSurely([a], id, content)
  expect(view.texts()).not.toContain('missed 1')
  link.mend()
  await vi.waitFor(() => expect(view.texts().slice(-51)).toEqual(['before', ...sequence(50, 'missed')]), soon)
  await link.close()
})

test('a hundred parallel sends with one clientId over two nodes make one message and one answer', async () => {
  const { a, b, id } = await pair()
  await b.messages.list.query({ channelId: id })
  const other = connect(two.url, ann)
  const clientId = randomUUID()
  const send = (_: unknown, i: number) =>
    (i % 2 ? a : other).messages.send.mutate({ channelId: id, clientId, content: `try ${i}` })
  const answers = await Promise.all(Array.from({ length: 100 }, send))
  expect(new Set(answers.map((message) => JSON.stringify(message))).size).toBe(1)
  const { messages } = await b.messages.list.query({ channelId: id })
  expect(messages.filter((message) => message.kind === 'user')).toHaveLength(1)
})

test('two who open a conversation with each other at once, on two nodes, get the same one', async () => {
  const [eve, fay] = await Promise.all([register(one.url, 'eve'), register(two.url, 'fay')])
  const [e, f] = [connect(one.url, eve), connect(two.url, fay)]
  const opened = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      i % 2
        ? e.channels.openDirect.mutate({ userId: fay.user.id })
        : f.channels.openDirect.mutate({ userId: eve.user.id }),
    ),
  )
  expect(new Set(opened.map((channel) => channel.id)).size).toBe(1)
})

test('a thousand messages by twenty people over two nodes are numbered without a gap', {
  timeout: 120_000,
}, async () => {
  const owner = connect(one.url, ann)
  const { id } = await owner.channels.create.mutate({ kind: 'public', name: `Crowd ${randomUUID()}` })
  const crowd = await Promise.all(Array.from({ length: 20 }, (_, i) => register(i % 2 ? one.url : two.url, 'crowd')))
  const clients = crowd.map((person, i) => connect(i % 2 ? one.url : two.url, person))
  for (const client of clients) await client.channels.join.mutate({ channelId: id })
  // Twenty notices: one for each who joined.
  expect(await owner.channels.get.query({ channelId: id })).toMatchObject({ lastNumber: 20, counted: 0 })
  const sent = await Promise.all(
    clients.flatMap((client, i) =>
      sequence(50, `from ${i}`).map((content) =>
        client.messages.send.mutate({ channelId: id, clientId: randomUUID(), content }),
      ),
    ),
  )
  const numbers = sent.map((message) => message.number).sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, i) => 21 + i))
})

test('a node killed in the middle loses nothing that was acknowledged', { timeout: 120_000 }, async () => {
  const { a, b, id } = await pair()
  const throughTwo = connect(two.url, ann)
  const view = await followChannel(b, id)
  const acknowledged = new Map<string, number>()
  const contents = sequence(120, 'kept')
  const sending = Promise.all(
    contents.map(async (content, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 10))
      acknowledged.set(content, await sendSurely([a, throughTwo], id, content))
    }),
  )
  await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(20), soon)
  await one.kill9()
  const beforeTheEnd = new Map(acknowledged)
  await sending
  await one.startAgain()

  const stored = new Map<string, number>()
  for (let before: number | undefined; ; ) {
    const page = await b.messages.list.query({ channelId: id, before, limit: 100 })
    for (const message of page.messages) {
      expect(stored.has(message.content), `"${message.content}" is stored once`).toBe(false)
      stored.set(message.content, message.number)
    }
    if (!page.hasBefore) break
    before = page.messages[0]?.number
  }
  for (const [content, number] of [...beforeTheEnd, ...acknowledged]) expect(stored.get(content)).toBe(number)
  await vi.waitFor(() => expect(view.texts().filter((text) => text.startsWith('kept'))).toHaveLength(120), soon)
  const again = await followChannel(connect(one.url, ben), id)
  await vi.waitFor(() => expect(again.texts()).toEqual(view.texts()), soon)
})

test('SIGTERM closes sockets with 1012 and ends the process within ten seconds', { timeout: 60_000 }, async () => {
  const socket = new WebSocket(`${one.url.replace('http', 'ws')}/trpc`, {
    headers: { authorization: `Bearer ${ann.token}` },
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  const { code, tookMs } = await one.stop()
  expect(code).toBe(0)
  expect(tookMs).toBeLessThan(10_000)
  expect(await closed).toBe(1012)
  await one.startAgain()
})
