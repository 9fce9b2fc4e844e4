import { createTestLog, type PrivateRedis, startRedis, testPrefix, testRedis } from '@chime/testing/redis'
import { startProxy } from '@chime/testing/tcp-proxy'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Bus, Publication } from '../../src/bus/bus.ts'
import { createMemoryBus } from '../../src/bus/memory.ts'
import { createRedisBus } from '../../src/bus/redis.ts'
import { busContract, step } from './contract.ts'

describe('in process', () => {
  busContract(async () => createMemoryBus())
})

describe('in Redis', () => {
  let redis: Awaited<ReturnType<typeof testRedis>>
  beforeAll(async () => {
    redis = await testRedis()
  })
  afterAll(() => redis.stop())

  busContract(async () => {
    const { bus } = node(redis.url, testPrefix())
    await vi.waitFor(() => expect(bus.healthy()).toBe(true), { timeout: 5_000 })
    return bus
  })

  test('two nodes hear each other, and a topic carries only what its prefix says', async () => {
    const keyPrefix = testPrefix()
    const [one, two, other] = [keyPrefix, keyPrefix, testPrefix()].map((prefix) => node(redis.url, prefix))
    if (!one || !two || !other) throw new Error('three were made')
    await Promise.all([one, two, other].map((n) => n.bus.subscribe(['channel:a'])))
    await one.bus.publish(step('channel:a', 1))
    await two.bus.publish(step('channel:a', 2))
    await vi.waitFor(() => expect([one.heard.length, two.heard.length]).toEqual([2, 2]))
    expect(other.heard).toEqual([])
    await Promise.all([one, two, other].map((n) => n.bus.close()))
  })

  test('what is no publication is left out', async () => {
    const keyPrefix = testPrefix()
    const { bus, heard, log } = node(redis.url, keyPrefix)
    await bus.subscribe(['channel:a'])
    const stranger = new Redis(redis.url)
    for (const text of ['', 'x', 'x\n', '{"after":1}\n', '{"after":1,"revision":2,"removed":[3]}\n', 'null\n{}']) {
      await stranger.publish(`${keyPrefix}bus:channel:a`, text)
    }
    await bus.publish(step('channel:a', 1))
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    expect(log.lines.filter((l) => l.level === 'warn')).toHaveLength(1)
    stranger.disconnect()
    await bus.close()
  })
})

describe('when Redis fails', () => {
  let redis: PrivateRedis
  let nodes: ReturnType<typeof node>[]
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  afterEach(() => Promise.all(nodes.map((n) => n.bus.close())))

  const start = async (url = redis.url) => {
    const started = node(url, 'test:')
    nodes = [started]
    await started.bus.subscribe(['channel:a'])
    await vi.waitFor(() => expect(started.bus.healthy()).toBe(true))
    return started
  }

  test('a dead one fails publishing at once, holds up nobody, and is used again when it is back', async () => {
    const { bus, heard, recovered, log } = await start()
    const before = recovered()
    await redis.kill()
    await vi.waitFor(() => expect(bus.healthy()).toBe(false))
    expect(await msUntilSettled(() => bus.publish(step('channel:a', 1)))).toMatchObject({ failed: true })
    await expectQuick(() => bus.publish(step('channel:a', 1)))
    // Much less than the bound of 500 ms: a stream that opens must not wait for what cannot come.
    expect((await msUntilSettled(() => bus.subscribe(['channel:b']))).ms).toBeLessThan(200)
    await redis.restart()
    await vi.waitFor(() => expect(recovered()).toBeGreaterThan(before), { timeout: 5_000 })
    await vi.waitFor(() => expect(bus.healthy()).toBe(true), { timeout: 5_000 })
    await bus.publish(step('channel:a', 2))
    await bus.publish(step('channel:b', 3))
    await vi.waitFor(() => expect(heard.map((p) => p.revision)).toEqual([2, 3]))
    expect(log.lines.filter((l) => l.level === 'warn').length).toBeLessThan(5)
  })

  test('a hanging one holds no call longer than 500 ms', async () => {
    const { bus, heard } = await start()
    redis.pause()
    try {
      const deadline = Date.now() + 2_500
      while (Date.now() < deadline) {
        const results = await Promise.all([
          expectQuick(() => bus.publish(step('channel:a', 1))),
          expectQuick(() => bus.subscribe([`channel:${Date.now()}`])),
        ])
        expect(results[0].failed).toBe(true)
        expect(results[1].failed).toBe(false)
      }
      expect(bus.healthy()).toBe(false)
    } finally {
      redis.resume()
    }
    await vi.waitFor(() => expect(bus.healthy()).toBe(true), { timeout: 5_000 })
    await bus.publish(step('channel:a', 9))
    await vi.waitFor(() => expect(heard.at(-1)?.revision).toBe(9))
  })

  test('a subscriber that no longer hears is replaced', async () => {
    const proxy = await startProxy(redis.url)
    const { bus, heard, recovered } = await start(proxy.url)
    const before = recovered()
    // The connection stays open, but nothing comes through, as with a firewall that forgot it or a peer that is stuck.
    proxy.muteAnswers('subscribe')
    await vi.waitFor(() => expect(recovered()).toBeGreaterThan(before), { timeout: 5_000 })
    await bus.publish(step('channel:a', 1))
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    expect(bus.echoes()).toBe(1)
    await proxy.close()
  })

  test('a cut subscriber asks for everything again', async () => {
    const { bus, heard, recovered } = await start()
    const admin = new Redis(redis.url)
    for (let i = 1; i <= 5; i += 1) {
      const before = recovered()
      await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
      await vi.waitFor(() => expect(recovered()).toBeGreaterThan(before), { timeout: 5_000 })
      await bus.publish(step('channel:a', i))
      await vi.waitFor(() => expect(heard).toHaveLength(i))
    }
    expect(await admin.pubsub('CHANNELS', '*bus:channel:*')).toHaveLength(1)
    bus.unsubscribe(['channel:a'])
    await vi.waitFor(async () => expect(await admin.pubsub('CHANNELS', '*bus:channel:*')).toEqual([]))
    admin.disconnect()
  })
})

function node(url: string, keyPrefix: string) {
  const log = createTestLog()
  const bus: Bus = createRedisBus({ url, log, keyPrefix })
  const heard: Publication[] = []
  let recoveries = 0
  bus.onPublication((publication) => heard.push(publication))
  bus.onRecovered(() => {
    recoveries += 1
  })
  return { bus, log, heard, recovered: () => recoveries }
}

async function msUntilSettled(call: () => Promise<unknown>) {
  const start = performance.now()
  const failed = await call().then(
    () => false,
    () => true,
  )
  return { ms: performance.now() - start, failed }
}

async function expectQuick(call: () => Promise<unknown>) {
  const settled = await msUntilSettled(call)
  // 500 ms are promised. The rest allows for a busy machine.
  expect(settled.ms).toBeLessThan(600)
  return settled
}
