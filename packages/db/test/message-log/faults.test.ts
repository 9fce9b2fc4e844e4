import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startProxy } from '@chime/testing/tcp-proxy'
import { asc, eq } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannel, lockChannels } from '../../src/locks.ts'
import { AppendError } from '../../src/message-log/append-error.ts'
import type { Committed } from '../../src/message-log/commit-batch.ts'
import { createMessageLog, type MessageLogLimits } from '../../src/message-log/message-log.ts'
import { messages } from '../../src/schema/index.ts'
import { createFixture, cycle, silent } from '../fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let fixture: Awaited<ReturnType<typeof createFixture>>
let ada: string

beforeAll(async () => {
  fixture = await createFixture(4)
  ada = cycle(fixture.userIds, 0)
}, 60_000)
afterAll(() => fixture?.drop())

function start(limits?: Partial<MessageLogLimits>, url?: string) {
  const committed: Committed[] = []
  const db = url === undefined ? fixture.open() : fixture.open(undefined, url)
  const log = createMessageLog(db, { onCommitted: (one) => committed.push(one), log: silent, limits })
  const send = (channelId: string, clientId: string = randomUUID()) =>
    log.append({ channelId, userId: ada, clientId, content: 'hello' })
  return { log, committed, send }
}

function stored(channelId: string) {
  return fixture.db.drizzle
    .select()
    .from(messages)
    .where(eq(messages.channelId, channelId))
    .orderBy(asc(messages.number))
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'appended'
  } catch (error) {
    return error instanceof AppendError ? error.reason : String(error)
  }
}

describe('backends that are terminated again and again', () => {
  it('lose nothing acknowledged, double nothing that is retried, hang nothing, and leave the log working', async () => {
    const channelIds = await Promise.all(Array.from({ length: 4 }, () => fixture.createChannel([ada])))
    const nodes = [start(), start()]
    const admin = new pg.Client({ connectionString: fixture.url })
    await admin.connect()
    const acknowledged = new Map<string, { channelId: string; number: number }>()
    let unknown = 0
    let over = false

    const senders = Array.from({ length: 40 }, async (_, i) => {
      while (!over) {
        const channelId = cycle(channelIds, i)
        const clientId = randomUUID()
        for (let attempt = 0; ; attempt++) {
          try {
            const { message } = await cycle(nodes, i + attempt).send(channelId, clientId)
            acknowledged.set(clientId, { channelId, number: message.number })
            break
          } catch (error) {
            if (!(error instanceof AppendError) || !['unknown', 'full'].includes(error.reason)) throw error
            unknown++
          }
        }
      }
    })
    let killed = 0
    for (let round = 0; round < 60; round++) {
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'chime message log' and random() < 0.5`,
      )
      killed += rowCount ?? 0
      // This waits for nothing: it sets how often a fault comes.
      await sleep(10)
    }
    over = true
    await Promise.all(senders)
    await admin.end()

    expect(killed).toBeGreaterThan(30)
    expect(unknown).toBeGreaterThan(0)
    const rows = (await Promise.all(channelIds.map(stored))).flat()
    const byClientId = Map.groupBy(rows, (row) => row.clientId)
    for (const [clientId, { channelId, number }] of acknowledged) {
      expect(byClientId.get(clientId)).toMatchObject([{ channelId, number }])
    }
    expect(rows).toHaveLength(acknowledged.size)
    for (const channelId of channelIds) {
      const mine = rows.filter((row) => row.channelId === channelId)
      expect(mine.map((row) => row.number)).toEqual(mine.map((_, i) => i + 1))
    }
    for (const { log, send } of nodes) {
      await send(cycle(channelIds, 0))
      expect(log.stats().queued).toBe(0)
      await log.close()
    }
  }, 60_000)
})

describe('a connection that goes silent', () => {
  it('gives "unknown" within the timeout, and the retry finds out what became of it', async () => {
    const channelId = await fixture.createChannel([ada])
    const proxy = await startProxy(fixture.url)
    const { log, send } = start({ queryTimeoutMs: 500, queues: 1 }, proxy.url)
    await send(channelId)
    proxy.holdAnswers()
    const clientId = randomUUID()
    const lost = await reasonOf(send(channelId, clientId))
    expect(lost).toBe('unknown')
    // The message was written; only the answer did not arrive.
    await vi.waitFor(async () => expect(await stored(channelId)).toHaveLength(2))
    proxy.mend()
    const again = await send(channelId, clientId)
    expect(again).toMatchObject({ fresh: false, message: { number: 2 } })
    await log.close()
    await proxy.close()
  })

  it('fills a queue that is bounded, then refuses; afterwards everything goes on', async () => {
    const channelId = await fixture.createChannel([ada])
    const proxy = await startProxy(fixture.url)
    const limits = { queryTimeoutMs: 500, queues: 1, queueCount: 20, batchCount: 1, waitMs: 300 }
    const { log, send } = start(limits, proxy.url)
    await send(channelId)
    proxy.holdAnswers()
    const began = performance.now()
    const reasons = await Promise.all(Array.from({ length: 30 }, () => reasonOf(send(channelId))))
    // There is no room for ten of them. Of the others one is in a batch, and the rest do not wait behind it for ever.
    expect(reasons).toEqual(['unknown', ...Array(29).fill('full')])
    // One after the other, the queries would take ten seconds.
    expect(performance.now() - began).toBeLessThan(5_000)
    proxy.mend()
    await vi.waitFor(async () => expect(await reasonOf(send(channelId))).toBe('appended'))
    await log.close()
    await proxy.close()
  })

  it('does not keep close waiting for longer than its bound', async () => {
    const channelId = await fixture.createChannel([ada])
    const proxy = await startProxy(fixture.url)
    const { log, send } = start({ queryTimeoutMs: 5_000, queues: 1, batchCount: 1, closeMs: 300 }, proxy.url)
    await send(channelId)
    proxy.holdAnswers()
    const outcomes = [reasonOf(send(channelId)), reasonOf(send(channelId))]
    // The first one has left the queue and was sent to the server.
    await vi.waitFor(async () => expect(await stored(channelId)).toHaveLength(2))
    const began = performance.now()
    await log.close()
    expect(performance.now() - began).toBeLessThan(4_000)
    expect(await Promise.all(outcomes)).toEqual(['unknown', 'full'])
    await proxy.close()
  })
})

describe('a server that is away', () => {
  it('gives an error at once, and sends succeed when it is back', async () => {
    const channelId = await fixture.createChannel([ada])
    const proxy = await startProxy(fixture.url)
    const { log, send } = start({}, proxy.url)
    await send(channelId)
    await proxy.stopListening()
    expect(await reasonOf(send(channelId))).toBe('unknown')
    await proxy.listenAgain()
    expect(await reasonOf(send(channelId))).toBe('appended')
    await log.close()
    await proxy.close()
  })
})

describe('a channel that something else keeps locked', () => {
  it('refuses its own messages and lets the others of the same queue through', async () => {
    const [locked, free] = [await fixture.createChannel([ada]), await fixture.createChannel([ada])]
    const { log, send } = start({ queues: 1 })
    const held = Promise.withResolvers<void>()
    const ready = Promise.withResolvers<void>()
    const holder = fixture.db.drizzle.transaction(async (tx) => {
      await lockChannel(tx, locked)
      ready.resolve()
      await held.promise
    })
    await ready.promise
    const outcomes = await Promise.all([reasonOf(send(locked)), reasonOf(send(free)), reasonOf(send(locked))])
    expect(outcomes).toEqual(['full', 'appended', 'full'])
    held.resolve()
    await holder
    expect(await reasonOf(send(locked))).toBe('appended')
    await log.close()
  })

  it('and many at once hold up their queue no longer than a message may wait', async () => {
    const channelIds = await Promise.all(Array.from({ length: 12 }, () => fixture.createChannel([ada])))
    const { log, send } = start({ queues: 1, waitMs: 3_000 })
    const held = Promise.withResolvers<void>()
    const ready = Promise.withResolvers<void>()
    const holder = fixture.db.drizzle.transaction(async (tx) => {
      await lockChannels(tx, channelIds)
      ready.resolve()
      await held.promise
    })
    await ready.promise
    const began = performance.now()
    const outcomes = await Promise.all(channelIds.map((id) => reasonOf(send(id))))
    // One lock timeout after the other would take 26 seconds.
    expect(performance.now() - began).toBeLessThan(12_000)
    expect(new Set(outcomes)).toEqual(new Set(['full']))
    held.resolve()
    await holder
    expect(await reasonOf(send(cycle(channelIds, 0)))).toBe('appended')
    await log.close()
  })

  it('does not delay other queues', async () => {
    const channelIds = await Promise.all(Array.from({ length: 12 }, () => fixture.createChannel([ada])))
    const locked = cycle(channelIds, 0)
    const { log, send } = start({ queues: 4 })
    await Promise.all(channelIds.map((id) => send(id)))
    const held = Promise.withResolvers<void>()
    const ready = Promise.withResolvers<void>()
    const holder = fixture.db.drizzle.transaction(async (tx) => {
      await lockChannel(tx, locked)
      ready.resolve()
      await held.promise
    })
    await ready.promise
    const stuck = reasonOf(send(locked))
    const queueOf = (id: string) => Number.parseInt(id.slice(-8), 16) % 4
    const others = channelIds.filter((id) => queueOf(id) !== queueOf(locked))
    const began = performance.now()
    await Promise.all(others.map((id) => send(id)))
    // This is less than the two seconds after which the wait for the lock ends.
    expect(performance.now() - began).toBeLessThan(1_900)
    held.resolve()
    await holder
    expect(await stuck).toBe('appended')
    await log.close()
  })
})
