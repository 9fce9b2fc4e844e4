import type { EventOf, Message, ServerEvent } from '@chime/protocol'
import { openBalancer } from '@chime/testing/balancer'
import { follow, type Person, person } from '@chime/testing/node'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { runServer, type ServerProcess } from '@chime/testing/process/server-process'
import { openRaw } from '@chime/testing/raw-client'
import { startRedis } from '@chime/testing/redis'
import { connect, type StockClient } from '@chime/testing/stock-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let database: TestDatabase
let redis: Awaited<ReturnType<typeof startRedis>>
const started: ServerProcess[] = []
const clients: Pick<StockClient, 'close'>[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  redis = await startRedis()
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()))
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ exited }) => exited))
  await redis.stop()
  await database.drop()
})

async function start() {
  const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url, RATE_LIMITS: 'off' }
  const server = runServer({ PORT: '0', NODE_ENV: 'production', LOG_LEVEL: 'error', ...environment })
  started.push(server)
  return { ...server, url: await server.listening() }
}
const keep = <T extends Pick<StockClient, 'close'>>(client: T): T => {
  clients.push(client)
  return client
}
const someone = async (url: string): Promise<Person> => keep(await person(url))
const send = (
  { trpc }: Pick<StockClient, 'trpc'>,
  channelId: string,
  content: string,
  clientId = crypto.randomUUID(),
) => trpc.messages.send.mutate({ channelId, clientId, content })
const group = (owner: Person) => owner.trpc.channels.create.mutate({ kind: 'group', name: 'a group' })
const messagesOf = (events: readonly ServerEvent[]): Message[] =>
  events.flatMap((event) => (event.type === 'message' ? [event.message] : []))
const patient = { timeout: 20_000, interval: 20 }

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
}

describe('the server process', { timeout: 120_000 }, () => {
  it('bounds what a reader costs that takes nothing of 10,000 messages, harms no other, and lets it catch up to the last', async () => {
    const { url } = await start()
    const ann = await someone(url)
    const { id: channelId } = await group(ann)
    const listen = async () => {
      const socket = await openRaw(url, { token: ann.token })
      const heard = () =>
        socket.replies.flatMap(({ result }) => (result?.type === 'data' ? (result.data as ServerEvent[]) : []))
      const hellos = () => heard().filter((event): event is EventOf<'hello'> => event.type === 'hello')
      await socket.ask('subscription', 'events.subscribe', { channelIds: [channelId] })
      await vi.waitFor(() => expect(hellos()).toHaveLength(1), patient)
      return { ...socket, heard, hellos }
    }
    const slow = await listen()
    const reader = follow(keep(connect(url, ann.token)), [channelId])
    await reader.hello

    const devices = Array.from({ length: 3 }, () => keep(connect(url, ann.token)))
    const acknowledged: string[] = []
    const flood = async (count: number) => {
      for (let sent = 0; sent < count; sent += 300) {
        const texts = Array.from({ length: Math.min(300, count - sent) }, (_, i) => `${sent + i} ${'x'.repeat(2_000)}`)
        const messages = await Promise.all(texts.map((text, i) => send(devices[i % 3] ?? ann, channelId, text)))
        for (const { number, content } of messages) acknowledged[number - 1] = content
      }
    }
    await flood(300)
    await vi.waitFor(() => expect(messagesOf(slow.heard())).toHaveLength(300), patient)

    slow.ws.pause()
    const before = await metric(url, 'process_resident_memory_bytes')
    let most = 0
    const look = setInterval(async () => {
      most = Math.max(most, await metric(url, 'chime_sockets_buffered_bytes').catch(() => 0))
    }, 100)
    await flood(10_000)
    clearInterval(look)
    await vi.waitFor(() => expect(messagesOf(reader.events)).toHaveLength(10_300), patient)
    // There were 22 MB of frames. What waited was the buffer's limit, and what was written in the turn that filled it.
    expect(most).toBeGreaterThan(500_000)
    expect(most).toBeLessThan(4_000_000)
    expect(await metric(url, 'chime_streams_slow_total')).toBe(1)
    expect((await metric(url, 'process_resident_memory_bytes')) - before).toBeLessThan(150_000_000)

    slow.ws.resume()
    // The server sends a fresh hello. On a slow machine the socket may have been full for too long and is closed
    // instead.
    const ended = slow.closed.then(() => true)
    await vi.waitFor(async () => {
      if (!(await Promise.race([ended, slow.hellos().length === 2]))) throw new Error('neither')
    }, patient)
    const back = slow.hellos().length === 2 ? slow : await listen()
    const [head] = back.hellos().at(-1)?.channels ?? []
    expect(head).toMatchObject({ channelId, lastNumber: 10_300 })
    const got = messagesOf(slow.heard()).map(({ content }) => content)
    expect(got.length).toBeLessThan(10_300)
    const since = messagesOf(slow.heard()).at(-1)?.revision
    const changes = await back.ask('query', 'channels.changes', { channelId, since })
    // More changes than the server sends one by one: the client has to list the messages anew.
    expect(changes.result?.data).toMatchObject({ reset: true })
    while (got.length < 10_300) {
      const page = await back.ask('query', 'messages.list', { channelId, after: got.length, limit: 100 })
      const { messages } = (page.result?.data ?? { messages: [] }) as { messages: Message[] } // as the contract has it
      expect(messages.length).toBeGreaterThan(0)
      got.push(...messages.map(({ content }) => content))
    }
    expect(got.every((content, i) => content === acknowledged[i])).toBe(true)
    back.ws.close()
  })

  it('stalled for five seconds loses no socket and nothing that was sent meanwhile', async () => {
    const server = await start()
    const [ann, reader] = [await someone(server.url), keep(connect(server.url))]
    await reader.close()
    const { id: channelId } = await group(ann)
    const heard = follow(keep(connect(server.url, ann.token)), [channelId])
    await heard.hello
    const sockets = await Promise.all(Array.from({ length: 10 }, () => openRaw(server.url, { token: ann.token })))
    await Promise.all(sockets.map((socket) => socket.ask('query', 'auth.me')))

    server.child.kill('SIGSTOP')
    const sends = Array.from({ length: 50 }, (_, i) => send(ann, channelId, `${i}`))
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    server.child.kill('SIGCONT')
    const numbers = (await Promise.all(sends)).map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    await vi.waitFor(() => expect(messagesOf(heard.events).map(({ number }) => number)).toEqual(numbers), patient)
    expect(heard.events.filter(({ type }) => type === 'hello')).toHaveLength(1)
    for (const socket of sockets) {
      expect((await socket.ask('query', 'auth.me')).result).toBeDefined()
      socket.ws.close()
    }
  })

  it('that is stopped under load hands its sockets over within 10 s; nothing acknowledged is lost or doubled', async () => {
    const nodes = [await start(), await start()]
    const balancer = await openBalancer(nodes.map(({ url }) => url))
    const ann = await someone(balancer.url)
    const { id: channelId } = await group(ann)
    const readers = Array.from({ length: 8 }, () => follow(keep(connect(balancer.url, ann.token)), [channelId]))
    await Promise.all(readers.map(({ hello }) => hello))

    const acknowledged = new Map<string, number>()
    let over = false
    const senders = Array.from({ length: 8 }, async (_, who) => {
      const client = keep(connect(balancer.url, ann.token))
      for (let i = 0; !over; i++) {
        const clientId = crypto.randomUUID()
        const content = `${who} ${i}`
        while (!acknowledged.has(content)) {
          const sent = await send(client, channelId, content, clientId).catch(() => null)
          if (sent) acknowledged.set(content, sent.number)
        }
      }
    })
    await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(200), patient)
    const [first] = nodes
    if (!first) throw new Error('there are two')
    const before = Date.now()
    first.child.kill('SIGTERM')
    expect(await first.exited).toMatchObject({ code: 0 })
    const atStop = acknowledged.size
    await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(atStop + 200), patient)
    over = true
    await Promise.all(senders)

    const last = Math.max(...acknowledged.values())
    expect(new Set(acknowledged.values()).size).toBe(acknowledged.size)
    expect(last).toBe(acknowledged.size)
    // All clients are connected to the other node now, and get what is sent there.
    const word = await send(ann, channelId, 'the last word')
    expect(word.number).toBe(last + 1)
    await vi.waitFor(() => {
      for (const { events } of readers) expect(messagesOf(events).at(-1)?.number).toBe(last + 1)
    }, patient)
    expect(Date.now() - before).toBeLessThan(10_000)
    for (const { events } of readers) {
      // The last hello covers everything sent before it. Events before it may still come from the old socket, which the
      // stock client keeps for a while.
      const at = events.findLastIndex(({ type }) => type === 'hello')
      const hello = events[at]
      const from = hello?.type === 'hello' ? (hello.channels[0]?.lastNumber ?? 0) : 0
      const numbers = new Set(messagesOf(events.slice(at)).map(({ number }) => number))
      for (let number = from + 1; number <= last + 1; number++) expect(numbers).toContain(number)
    }
    balancer.close()
  })
})
