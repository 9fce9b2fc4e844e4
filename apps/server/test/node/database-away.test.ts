import { type Person, person, refusal, startTestNode } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { call } from '@chime/testing/raw-client'
import { startProxy, type TcpProxy } from '@chime/testing/tcp-proxy'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Node } from '../../src/node.ts'

let database: TestDatabase
let link: TcpProxy
let node: Node
let ann: Person
beforeAll(async () => {
  database = await createTestDatabase()
  link = await startProxy(database.url)
  node = await startTestNode({ DATABASE_URL: link.url })
  ann = await person(node.url, 'ann')
})
afterAll(async () => {
  await ann.close()
  await node.stop()
  link.close()
  await database.drop()
})

const patient = { timeout: 15_000, interval: 50 }

describe('while the database is away', { timeout: 30_000 }, () => {
  it('calls fail with UNAVAILABLE and say when to come back; afterwards all goes on without a restart', async () => {
    const channelId = await groupOf(ann)
    const headers = { authorization: `Bearer ${ann.token}` }
    const unsent = { channelId, clientId: crypto.randomUUID(), content: 'in vain' }
    link.down()

    const overSocket = await Promise.all([
      refusal(ann.trpc.channels.list.query()),
      refusal(ann.trpc.messages.send.mutate(unsent)),
      refusal(ann.trpc.users.update.mutate({ statusText: 'x' })),
    ])
    const overHttp = [
      await call(node.url, 'auth.me', { method: 'GET', headers }),
      await call(node.url, 'channels.list', { method: 'GET', headers }),
      await call(node.url, 'auth.login', { input: { identifier: 'ann', password: ann.password } }),
    ]
    for (const data of [...overSocket, ...overHttp.map(({ error }) => error?.data)]) {
      expect(data).toMatchObject({ reason: 'UNAVAILABLE', retryAfterMs: expect.any(Number) })
    }
    for (const { status } of overHttp) expect(status).toBe(503)
    expect((await fetch(`${node.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200)

    link.mend()
    await vi.waitFor(async () => expect((await fetch(`${node.url}/readyz`)).status).toBe(200), patient)
    // The client is told to try again, and the retry must not store the message twice.
    await vi.waitFor(() => ann.trpc.messages.send.mutate(unsent), patient)
    const { messages } = await ann.trpc.messages.list.query({ channelId })
    expect(messages.map(({ content }) => content)).toEqual(['in vain'])
  })

  it('sends that are under way when the connections break are answered, and what was acknowledged is stored once', async () => {
    const channelId = await groupOf(ann)
    const inputs = Array.from({ length: 60 }, (_, i) => ({ channelId, clientId: crypto.randomUUID(), content: `${i}` }))
    const acknowledged: number[] = []
    const first = inputs.map(async (input, i) => {
      if (i === 20 || i === 40) link.cut()
      const sent = await ann.trpc.messages.send.mutate(input).catch(() => null)
      if (sent) acknowledged.push(sent.number)
    })
    await Promise.all(first)
    const again = []
    for (const input of inputs) {
      again.push(await vi.waitFor(() => ann.trpc.messages.send.mutate(input), patient))
    }
    expect(again.map(({ number }) => number).sort((a, b) => a - b)).toEqual(inputs.map((_, i) => i + 1))
    expect(again.map(({ number }) => number)).toEqual(expect.arrayContaining(acknowledged))
  })
})
