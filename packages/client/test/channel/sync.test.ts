import { seeded } from '@chime/testing/random'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkEnd, checkMoment, checkTyped, ownLists } from '../model/checks.ts'
import { modelClient } from '../model/client.ts'
import { lifeOf, others } from '../model/life.ts'
import { ModelServer } from '../model/server.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const settled = () => vi.advanceTimersByTimeAsync(60_000)

describe('whatever the network does, a client ends up with what the server has (D6, D7, D9)', {
  timeout: 60_000,
}, () => {
  // Set SYNC_RUNS=2000 for a long search. Each run is a seed, so a failing run can be repeated.
  const runs = Array.from({ length: Number(process.env.SYNC_RUNS ?? 25) }, (_, i) => i + 1)
  test.each(runs)('run %i', async (seed) => {
    const random = seeded(seed)
    vi.spyOn(Math, 'random').mockImplementation(seeded(seed + 1).next)
    const server = new ModelServer()
    const faults = { drop: 0.1, twice: 0.1, late: 0.1, failedCall: 0.1, refused: 0.2, slowMs: 300 }
    const client = modelClient(server, { random, faults })
    const ids = [server.create(1), server.create(2, 'public'), server.create(3)]
    server.listsReadThreads = seed % 2 === 0
    for (const parent of ids.slice(1)) {
      const { number } = server.send(parent, random.pick(others), 'a question')
      ids.push(server.create(ids.length + 1, 'thread', { channelId: parent, number }))
    }
    for (let i = 0; i < random.below(200); i++) server.send(random.pick(ids), random.pick(others), `old ${i}`)
    server.emit = (event) => client.receive(event)
    client.chime.connect()
    const seen = new Map<string, number>()
    const notified = new Map<string, number>()
    client.chime.on('message', ({ channelId, message }) => {
      const key = `${channelId}:${message.number}`
      expect(message.revision, 'a listener is told of a row once').toBeGreaterThan(notified.get(key) ?? 0)
      notified.set(key, message.revision)
    })
    const { step, sentByMe, typed } = lifeOf(server, client, ids, random)
    for (let i = 0; i < 150; i++) {
      step()
      checkTyped(client, typed)
      checkMoment(client, ids, seen)
      await vi.advanceTimersByTimeAsync(random.below(200))
      checkMoment(client, ids, seen)
    }

    Object.assign(client.faults, { drop: 0, twice: 0, late: 0, failedCall: 0, refused: 0, slowMs: 0 })
    client.cut()
    client.reconnect()
    for (const list of ownLists(client)) list.subscribe(() => {})
    await settled()
    await checkEnd(server, client, ids)

    for (const { id: channelId, text } of sentByMe) {
      const stored = server
        .channel(channelId)
        .messages.filter((row) => row.content === text || row.content.startsWith(`${text}@`))
      expect(stored.length).toBeLessThanOrEqual(1)
    }
    for (const channelId of ids) {
      const order = server.channel(channelId).messages.flatMap((row) => /^mine (\d+)$/.exec(row.content)?.[1] ?? [])
      expect(order.map(Number)).toEqual(order.map(Number).toSorted((a, b) => a - b))
    }
    client.chime.close()
  })
})
