import { seeded } from '@chime/testing/random'
import { afterEach, beforeEach, describe, test, vi } from 'vitest'
import { memoryCache } from '../../src/cache/memory-cache.ts'
import { memoryStorage } from '../../src/outbox/memory-storage.ts'
import { checkEnd, checkMoment, checkTyped, ownLists } from '../model/checks.ts'
import { modelClient } from '../model/client.ts'
import { lifeOf, others } from '../model/life.ts'
import { ModelServer } from '../model/server.ts'
import { settled } from '../model/set-up.ts'
import { copyOf } from './visits.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('whatever the age of the cache, and whatever the network does, a client ends up with what the server has (D9)', {
  timeout: 60_000,
}, () => {
  // Set SYNC_RUNS=2000 for a long search, as in the test of the sync.
  const runs = Array.from({ length: Number(process.env.SYNC_RUNS ?? 15) }, (_, i) => i + 1)
  test.each(runs)('run %i', async (seed) => {
    const random = seeded(seed)
    vi.spyOn(Math, 'random').mockImplementation(seeded(seed + 1).next)
    const server = new ModelServer()
    const ids = [server.create(1), server.create(2, 'public'), server.create(3)]
    server.listsReadThreads = seed % 2 === 0
    for (const parent of ids.slice(1)) {
      const { number } = server.send(parent, random.pick(others), 'a question')
      ids.push(server.create(ids.length + 1, 'thread', { channelId: parent, number }))
    }
    const faults = { drop: 0.1, twice: 0.1, late: 0.1, failedCall: 0.1, refused: 0.2, slowMs: 300 }
    // What each visit left in the cache. The next one begins with any of them.
    const caches = [memoryCache()]
    const storage = memoryStorage()
    for (let visits = 1; visits <= 4; visits++) {
      const cache = await copyOf(random.pick(caches), ids)
      caches.push(cache)
      const isReachable = random.chance(0.3)
      const client = modelClient(server, { random, faults, cache, storage, userId: server.me.id, isReachable })
      server.emit = (event) => client.receive(event)
      client.chime.connect()
      const life = lifeOf(server, client, ids, random)
      const seen = new Map<string, number>()
      for (let i = 0; i < 40; i++) {
        life.step()
        // At times the server comes back from a backup.
        if (random.chance(0.01)) {
          client.cut()
          server.restore(random.pick(ids), random.below(5))
          seen.clear()
          client.reconnect()
        }
        if (i === 20 && !isReachable) client.reconnect()
        checkTyped(client, life.typed)
        checkMoment(client, ids, seen)
        await vi.advanceTimersByTimeAsync(random.below(400))
        checkMoment(client, ids, seen)
      }
      Object.assign(client.faults, { drop: 0, twice: 0, late: 0, failedCall: 0, refused: 0, slowMs: 0 })
      client.cut()
      client.reconnect()
      for (const list of ownLists(client)) list.subscribe(() => {})
      await settled()
      await settled()
      await checkEnd(server, client, ids)
      client.chime.close()
      await settled()
      // Much happens until the next visit.
      server.emit = () => {}
      for (let i = 0; i < random.below(60); i++) server.send(random.pick(ids), random.pick(others), 'while away')
      for (let i = 0; i < random.below(20); i++) server.remove(random.pick(ids), 1 + random.below(100))
      if (random.chance(0.3)) server.leave(random.pick(ids), server.me.id)
      if (random.chance(0.2)) server.restore(random.pick(ids), random.below(20))
      if (random.chance(0.2)) server.userData.block(random.pick(others), random.chance(0.5))
    }
  })
})
