import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Bus, Publication, Topic } from '../../src/bus/bus.ts'

/** Tests what every bus promises. @param create creates a bus that carries nothing of other tests */
export function busContract(create: () => Promise<Bus>) {
  let bus: Bus
  let heard: Publication[]

  beforeEach(async () => {
    bus = await create()
    heard = []
    bus.onPublication((publication) => heard.push(publication))
  })
  afterEach(() => bus.close())

  test('a publication arrives as it was sent', async () => {
    const sent: Publication = {
      topic: 'channel:a',
      after: 41,
      revision: 43,
      events: '{"text":"one\\ntwo\n \\"three\\" 🙂 ä"},{}',
      removed: ['u1', 'u2'],
      except: 'u3',
      joined: { channelId: 'c', revision: 7 },
      left: ['d'],
      endedSessions: ['s'],
    }
    await bus.subscribe(['channel:a'])
    await bus.publish(sent)
    await bus.publish({ topic: 'channel:a', after: null, revision: null, events: '' })
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(heard).toEqual([sent, { topic: 'channel:a', after: null, revision: null, events: '' }])
  })

  test('publications of one topic arrive in order', async () => {
    await bus.subscribe(['channel:a', 'user:b'])
    const topics: Topic[] = ['channel:a', 'user:b']
    const published = Array.from({ length: 1_000 }, (_, i) => bus.publish(step(topics[i % 2] ?? 'channel:a', i)))
    await Promise.all(published)
    await vi.waitFor(() => expect(heard).toHaveLength(1_000))
    for (const topic of topics) {
      const revisions = heard.filter((p) => p.topic === topic).map((p) => p.revision ?? -1)
      expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
    }
  })

  test('only subscribed topics arrive', async () => {
    await bus.subscribe(['channel:a', 'channel:b'])
    bus.unsubscribe(['channel:a'])
    await bus.publish(step('channel:a', 1))
    await bus.publish(step('channel:c', 2))
    await bus.publish(step('channel:b', 3))
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    expect(heard[0]?.topic).toBe('channel:b')
    expect(bus.subscriptions()).toBe(1)
  })

  test('a topic that is dropped and asked for again is carried', async () => {
    await bus.subscribe(['channel:a'])
    for (let i = 0; i < 50; i += 1) {
      bus.unsubscribe(['channel:a'])
      const again = bus.subscribe(['channel:a'])
      // Every second time all of it happens in one turn of the event loop, so that both ways of batching are tested.
      if (i % 2 === 0) await new Promise(setImmediate)
      await again
      await bus.publish(step('channel:a', i))
    }
    await vi.waitFor(() => expect(heard).toHaveLength(50))
  })

  test('the last wish for a topic counts, also while earlier ones are under way', async () => {
    const wishes: Promise<void>[] = []
    for (let i = 0; i < 20; i += 1) {
      wishes.push(bus.subscribe(['channel:a', 'channel:b']))
      bus.unsubscribe(i === 19 ? ['channel:a'] : ['channel:a', 'channel:b'])
      if (i % 3 === 0) await new Promise(setImmediate)
    }
    await Promise.all(wishes)
    await bus.publish(step('channel:a', 1))
    await bus.publish(step('channel:b', 2))
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    expect(heard[0]?.topic).toBe('channel:b')
  })

  test('nobody is called back in the middle of publishing', async () => {
    await bus.subscribe(['channel:a'])
    const published = bus.publish(step('channel:a', 1))
    expect(heard).toHaveLength(0)
    await published
    await vi.waitFor(() => expect(heard).toHaveLength(1))
  })

  test('thousands of topics are carried, and none when all are dropped', async () => {
    const topics = Array.from({ length: 5_000 }, (_, i): Topic => `channel:${i}`)
    await bus.subscribe(topics)
    expect(bus.subscriptions()).toBe(5_000)
    await bus.publish(step('channel:4999', 1))
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    bus.unsubscribe(topics)
    expect(bus.subscriptions()).toBe(0)
    expect(bus.healthy()).toBe(true)
  })

  test('a closed bus publishes nothing and says so', async () => {
    await bus.close()
    await expect(bus.publish(step('channel:a', 1))).rejects.toThrow()
    expect(bus.healthy()).toBe(false)
  })
}

export const step = (topic: Topic, revision: number): Publication => ({
  topic,
  after: revision - 1,
  revision,
  events: `{"revision":${revision}}`,
})
