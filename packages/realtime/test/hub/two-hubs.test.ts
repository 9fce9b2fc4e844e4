import { createTestLog, type PrivateRedis, startRedis, testPrefix } from '@chime/testing/redis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRedisBus } from '../../src/bus/redis.ts'
import { createHub } from '../../src/hub/create-hub.ts'
import { Client } from './client.ts'
import { FakeDatabase } from './fake-database.ts'

describe('two hubs on one Redis', () => {
  let redis: PrivateRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  const node = async (db: FakeDatabase, keyPrefix: string) => {
    const bus = createRedisBus({ url: redis.url, log: createTestLog(), keyPrefix })
    const hub = createHub({ bus, source: db, log: createTestLog(), limits: { auditMs: 100 } })
    await vi.waitFor(() => expect(bus.healthy()).toBe(true))
    return { bus, hub }
  }

  test('they deliver to each other, through a Redis that dies and comes back, and leave nothing behind', async () => {
    const db = new FakeDatabase()
    const keyPrefix = testPrefix()
    const nodes = await Promise.all([node(db, keyPrefix), node(db, keyPrefix)])
    const [one, two] = nodes
    if (one === undefined || two === undefined) throw new Error('two were made')
    for (const userId of ['u1', 'u2']) for (const p of db.join('c', userId)) await one.bus.publish(p)
    const clients = [
      await new Client(db, { userId: 'u1' }).open(one.hub),
      await new Client(db, { userId: 'u2' }).open(two.hub),
    ]
    const missing = () => clients.flatMap((client) => client.missing())
    const reads = db.reads.length

    await one.bus.publish(db.commit('channel:c', [1]))
    await two.bus.publish(db.commit('channel:c', [2]))
    await vi.waitFor(() => expect(missing()).toEqual([]))
    expect(db.reads.slice(reads).filter((r) => r.startsWith('channel:'))).toEqual([])

    await redis.kill()
    for (let i = 0; i < 5; i += 1) await one.bus.publish(db.commit('channel:c', [i])).catch(() => {})
    // The audits of both nodes find it without Redis.
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 2_000 })
    for (const p of db.join('d', 'u2')) await one.bus.publish(p).catch(() => {})
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 2_000 })

    await redis.restart()
    await vi.waitFor(() => expect(nodes.every((n) => n.bus.healthy())).toBe(true), { timeout: 5_000 })
    const hellos = clients.map((client) => client.hellos)
    await one.bus.publish(db.commit('channel:d', [1]))
    await vi.waitFor(() => expect(missing()).toEqual([]))
    expect(clients.map((client) => client.hellos)).toEqual(hellos)
    // The first connection of each counts too.
    for (const { hub } of nodes) expect(hub.stats()).toMatchObject({ recoveries: 2, echoes: 0 })

    for (const client of clients) client.disconnect()
    for (const { bus, hub } of nodes) {
      expect(hub.stats()).toMatchObject({ sockets: 0, streams: 0, topics: 0, repairs: 0 })
      expect(bus.subscriptions()).toBe(0)
      await hub.close()
      await bus.close()
    }
  })
})
