import { setTimeout as delay } from 'node:timers/promises'
import { createTestLog, type PrivateRedis, startRedis, testPrefix } from '@chime/testing/redis'
import { startProxy } from '@chime/testing/tcp-proxy'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Bus, Publication, Topic } from '../../src/bus/bus.ts'
import { createRedisBus } from '../../src/bus/redis.ts'
import { createHub } from '../../src/hub/create-hub.ts'
import type { Hub } from '../../src/hub/hub.ts'
import type { HubLimits } from '../../src/hub/limits.ts'
import { Client } from './client.ts'
import { FakeDatabase } from './fake-database.ts'

/** Turns off the audits in tests whose repairs must have another cause. */
const never = 1_000_000
const patient = { timeout: 10_000, interval: 10 }
const c: Topic = 'channel:c'

type Node = { bus: Bus; hub: Hub; client: Client; publish(publication: Publication): Promise<void> }

let redis: PrivateRedis
let db: FakeDatabase
let keyPrefix: string
let nodes: Node[]
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())
beforeEach(() => {
  db = new FakeDatabase()
  keyPrefix = testPrefix()
  nodes = []
  for (const userId of ['u1', 'u2']) db.join('c', userId)
})
afterEach(async () => {
  for (const { client, hub, bus } of nodes) {
    expect(client.faults).toEqual([])
    client.disconnect()
    expect(hub.stats()).toMatchObject({ sockets: 0, streams: 0, topics: 0, repairs: 0 })
    expect(bus.subscriptions()).toBe(0)
    await hub.close()
    await bus.close()
  }
})

function node(userId: string, limits: Partial<HubLimits>, url = redis.url): Node {
  const bus = createRedisBus({ url, log: createTestLog(), keyPrefix })
  const hub = createHub({ bus, source: db, log: createTestLog(), limits })
  const client = new Client(db, { userId })
  const started: Node = { bus, hub, client, publish: (p) => bus.publish(p).catch(() => {}) }
  nodes.push(started)
  return started
}

async function open(...started: Node[]) {
  for (const { bus, hub, client } of started) {
    await vi.waitFor(() => expect(bus.healthy()).toBe(true), patient)
    await client.open(hub)
  }
}

test('a node that no longer hears leaves the connection, and then reads what it has missed', async () => {
  const proxy = await startProxy(redis.url)
  const [deaf, other] = [node('u1', { auditMs: never }, proxy.url), node('u2', { auditMs: never })]
  await open(deaf, other)
  // No side notices: the connection stays open, and what is sent in the other direction arrives.
  proxy.muteAnswers('subscribe')
  await other.publish(db.commit(c, [1]))
  await deaf.publish(db.commit(c, [2]))
  await vi.waitFor(() => expect(other.client.missing()).toEqual([]), patient)
  expect(deaf.client.missing()).not.toEqual([])
  await vi.waitFor(() => expect(deaf.client.missing()).toEqual([]), patient)
  expect(deaf.hub.stats()).toMatchObject({ echoes: 1, recoveries: 2, tails: 1, gaps: 0, rowsRepaired: 2 })
  expect(other.hub.stats()).toMatchObject({ echoes: 0, recoveries: 1, tails: 0 })
  expect(deaf.client.hellos).toBe(1)
  await other.publish(db.commit(c, [3]))
  await vi.waitFor(() => expect(deaf.client.missing()).toEqual([]), patient)
  expect(deaf.hub.stats().tails).toBe(1)
  await proxy.close()
})

test('links that are cut again and again, and every hundredth publication dropped: all is told, in order, once', async () => {
  const both = [node('u1', { auditMs: 100 }), node('u2', { auditMs: 100 })] as const
  await open(...both)
  const admin = new Redis(redis.url)
  for (let i = 1; i <= 400; i += 1) {
    const step = db.commit(i % 3 === 0 ? 'user:u1' : c, [1 + (i % 7)])
    if (i % 100 !== 50) void both[i % 2 === 0 ? 0 : 1].publish(step)
    // Alternately the connections that subscribe and those that publish.
    if (i % 20 === 0) await admin.call('CLIENT', 'KILL', 'TYPE', i % 40 === 0 ? 'pubsub' : 'normal').catch(() => {})
    if (i % 5 === 0) await delay(3)
  }
  await vi.waitFor(() => expect(both.flatMap(({ client }) => client.missing())).toEqual([]), patient)
  const stats = both.map(({ hub }) => hub.stats())
  expect(Math.min(...stats.map(({ recoveries }) => recoveries))).toBeGreaterThan(2)
  expect(Math.min(...stats.map(({ rowsRepaired }) => rowsRepaired))).toBeGreaterThan(0)
  // A repair does not make a stream begin anew.
  expect(both.map(({ client }) => client.hellos)).toEqual([1, 1])
  admin.disconnect()
})

test('Redis that stands still, or starts anew and empty: all is told within 2 s of each, and again by Redis itself', async () => {
  const both = [node('u1', {}), node('u2', {})] as const
  await open(...both)
  const missing = () => both.flatMap(({ client }) => client.missing())
  for (const hurt of ['pause', 'kill'] as const) {
    await redis[hurt]()
    for (let i = 0; i < 5; i += 1) void both[i % 2 === 0 ? 0 : 1].publish(db.commit(c, [i]))
    // 2 s are promised. The rest allows for a busy machine.
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 2_500, interval: 10 })
    if (hurt === 'pause') redis.resume()
    else await redis.restart()
    await vi.waitFor(() => expect(both.every(({ bus }) => bus.healthy())).toBe(true), patient)
    await vi.waitFor(async () => {
      // The bus brought it, if nothing had to be read.
      const reads = db.reads.filter((read) => read.startsWith('channel:')).length
      await both[0].publish(db.commit(c, [8]))
      await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 500, interval: 5 })
      expect(db.reads.filter((read) => read.startsWith('channel:')).length).toBe(reads)
    }, patient)
  }
}, 30_000)
