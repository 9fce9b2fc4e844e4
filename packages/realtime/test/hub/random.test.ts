import { setTimeout as delay } from 'node:timers/promises'
import { type Random, seeded } from '@chime/testing/random'
import { createTestLog, testPrefix, testRedis } from '@chime/testing/redis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Bus, Publication } from '../../src/bus/bus.ts'
import { createMemoryBus } from '../../src/bus/memory.ts'
import { createRedisBus } from '../../src/bus/redis.ts'
import { createHub } from '../../src/hub/create-hub.ts'
import type { Hub } from '../../src/hub/hub.ts'
import { Client } from './client.ts'
import { FakeDatabase } from './fake-database.ts'

/** Set HUB_SEED to repeat a single history. */
const onlySeed = Number(process.env.HUB_SEED ?? 0)
const seeds = (count: number) => (onlySeed > 0 ? [onlySeed] : Array.from({ length: count }, (_, i) => i + 1))

const userIds = ['u1', 'u2', 'u3', 'u4', 'u5']
const channelIds = ['c1', 'c2', 'c3', 'c4']
const limits = {
  auditMs: 60,
  neighbourMs: 5,
  waitingMax: 10,
  heldMax: 50,
  concurrentReads: 2,
  readBatch: 3,
  auditChunk: 3,
}

describe('after any history, every stream equals the database, and was never told wrong on the way', () => {
  describe('one hub, in process', () => {
    test.concurrent.each(seeds(40))('history %i', async (seed) => {
      const random = seeded(seed)
      const lossy = createLossyBus(createMemoryBus(), random)
      await history(random, [lossy])
    })
  })

  describe('two hubs, in Redis', () => {
    let redis: Awaited<ReturnType<typeof testRedis>>
    beforeAll(async () => {
      redis = await testRedis()
    })
    afterAll(() => redis.stop())

    test.concurrent.each(seeds(10))('history %i', async (seed) => {
      const random = seeded(seed)
      const keyPrefix = testPrefix()
      const create = () => createRedisBus({ url: redis.url, log: createTestLog(), keyPrefix })
      await history(random, [createLossyBus(create(), random), createLossyBus(create(), random)])
    })
  })
})

async function history(random: Random, buses: LossyBus[]): Promise<void> {
  const db = new FakeDatabase()
  db.changesMax = 20
  db.rowsPerReadMax = 1 + random.below(20)
  // Who leaves one of these may go on looking at it, on a stream that names it.
  db.publicChannels.add('c3').add('c4')
  const hubs = buses.map((bus) => createHub({ bus, source: db, log: createTestLog(), limits }))
  let clients: Client[] = []
  const gone: Client[] = []
  let opening: Promise<unknown>[] = []

  const publish = (publications: Publication[]) => {
    for (const publication of publications)
      void random
        .pick(buses)
        .publish(publication)
        .catch(() => {})
  }
  const actions: [number, () => void][] = [
    [
      30,
      () => {
        const rows = Array.from({ length: 1 + random.below(3) }, () => 1 + random.below(30))
        publish([db.commit(`channel:${random.pick(channelIds)}`, [...new Set(rows)])])
      },
    ],
    [5, () => publish([db.commit(`user:${random.pick(userIds)}`, [1 + random.below(3)])])],
    [
      3,
      () => {
        const [channelId, userId] = [random.pick(channelIds), random.pick(userIds)]
        const isIn = db.members.get(channelId)?.has(userId) ?? false
        const [channel, user] = isIn ? db.leave(channelId, userId) : db.join(channelId, userId)
        publish(random.chance(0.5) ? [channel, user] : [user, channel])
      },
    ],
    [
      5,
      () => {
        const [channelId, userId] = [random.pick(channelIds), random.pick(userIds)]
        if (db.members.get(channelId)?.has(userId)) publish([db.mark(channelId, userId)])
      },
    ],
    [
      2,
      () =>
        publish([{ topic: `channel:${random.pick(channelIds)}`, after: null, revision: null, events: '{"hint":""}' }]),
    ],
    [
      2,
      () => {
        if (clients.length > 12) return
        const named = random.chance(0.3) ? { channelIds: channelIds.filter(() => random.chance(0.5)) } : {}
        const client = new Client(db, { userId: random.pick(userIds), sessionId: `s${random.below(30)}`, ...named })
        clients.push(client)
        opening.push(client.open(random.pick(hubs)))
      },
    ],
    [
      1,
      () => {
        for (const client of some(random, clients)) {
          clients = clients.filter((c) => c !== client)
          gone.push(client)
          client.disconnect()
        }
      },
    ],
    [
      2,
      () => {
        for (const client of some(random, clients)) client.accepts = false
      },
    ],
    [
      4,
      () => {
        for (const client of some(random, clients)) client.drain()
      },
    ],
    [0.3, () => db.ended.add(`s${random.below(30)}`)],
  ]
  const total = actions.reduce((sum, [weight]) => sum + weight, 0)
  for (const userId of userIds)
    for (const channelId of channelIds) if (random.chance(0.5)) publish(db.join(channelId, userId))

  let fails = 0.1
  let waits = 0.3
  db.fault = async () => {
    if (random.chance(waits)) await delay(random.below(15))
    if (random.chance(fails)) throw new Error('the database is down')
  }
  for (let i = 0; i < 400; i += 1) {
    let at = random.next() * total
    for (const [weight, act] of actions) {
      at -= weight
      if (at < 0) {
        act()
        break
      }
    }
    if (random.chance(0.3)) await delay(random.below(4))
  }

  // From here on nothing fails any more, but no new publication helps either.
  fails = 0
  waits = 0
  for (const bus of buses) bus.calm()
  for (const client of clients) client.drain()
  await Promise.all(opening)
  opening = []
  await vi.waitFor(
    () => {
      for (const client of clients) expect(client.closedWith).toBe(db.ended.has(client.sessionId) ? 4401 : null)
      const living = clients.filter((client) => client.closedWith === null)
      expect(living.flatMap((client) => client.missing())).toEqual([])
    },
    { timeout: 3_000, interval: 10 },
  )
  expect([...clients, ...gone].flatMap((client) => client.faults)).toEqual([])
  for (const client of clients) client.disconnect()
  await settled(hubs, buses)
}

async function settled(hubs: Hub[], buses: Bus[]): Promise<void> {
  await vi.waitFor(() => {
    for (const hub of hubs) expect(hub.stats()).toMatchObject({ sockets: 0, streams: 0, topics: 0, repairs: 0 })
    for (const bus of buses) expect(bus.subscriptions()).toBe(0)
  })
  await Promise.all([...hubs, ...buses].map((part) => part.close()))
}

type LossyBus = Bus & { calm(): void }

/** Loses, doubles and delays publications, as a bus is allowed to. */
function createLossyBus(bus: Bus, random: Random): LossyBus {
  let isCalm = false
  return {
    ...bus,
    async publish(publication) {
      if (isCalm) return bus.publish(publication)
      if (random.chance(0.1)) return
      if (random.chance(0.1)) await delay(random.below(20))
      await bus.publish(publication)
      if (random.chance(0.1)) {
        await delay(random.below(20))
        await bus.publish(publication)
      }
    },
    calm() {
      isCalm = true
    },
  }
}

/** One of them, or none if there are none. */
function some<T>(random: Random, list: readonly T[]): T[] {
  const at = random.below(list.length)
  return list.slice(at, at + 1)
}
