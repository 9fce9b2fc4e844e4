import { randomUUID } from 'node:crypto'
import { startProxy } from '@chime/testing/tcp-proxy'
import { asc, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannel } from '../../src/locks.ts'
import { messages } from '../../src/schema/index.ts'
import { transaction } from '../../src/transaction.ts'
import { createFixture, cycle } from '../fixture.ts'
import { createLogs, refusal } from './logs.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let fixture: Awaited<ReturnType<typeof createFixture>>
let ada: string
const logs = createLogs()
const { start } = logs

beforeAll(async () => {
  fixture = await createFixture(20)
  ada = cycle(fixture.userIds, 0)
}, 60_000)
afterEach(() => logs.close())
afterAll(() => fixture?.drop())

function stored(channelId: string) {
  return fixture.db.drizzle
    .select()
    .from(messages)
    .where(eq(messages.channelId, channelId))
    .orderBy(asc(messages.number))
}

describe('bounds', () => {
  it('refuse when the queue is full by count, and by bytes, and take again once there is room', async () => {
    const channelId = await fixture.createChannel([ada])
    const { send, log } = start(fixture.db, { queueCount: 10, queueBytes: 2_000, queues: 1 })
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => send(channelId, ada)))
    const refused = results.filter((r) => r.status === 'rejected')
    expect(refused).toHaveLength(20)
    expect(refused[0]?.reason).toMatchObject({ reason: 'full', retryAfterMs: 1_000 })
    const large = await Promise.allSettled(Array.from({ length: 3 }, () => send(channelId, ada, 'x'.repeat(900))))
    expect(large.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect((await send(channelId, ada, 'x'.repeat(900))).message.number).toBe(13)
    expect(log.stats()).toMatchObject({ queued: 0, appended: 13 })
  })

  it('split batches by count and bytes, and one that is over the limit alone still goes', async () => {
    const channelId = await fixture.createChannel([ada])
    const { send, committed } = start(fixture.db, { batchCount: 3, batchBytes: 100, queues: 1 })
    const sizes = [10, 10, 10, 10, 90, 500, 10]
    await Promise.all(sizes.map((size) => send(channelId, ada, 'x'.repeat(size))))
    expect(committed.map((one) => one.messages.length)).toEqual([3, 2, 1, 1])
  })
})

describe('the figures', () => {
  it('say what waits, what is under way and what became of the rest, and every commit is told with its size', async () => {
    const channelId = await fixture.createChannel([ada])
    const told: { size: number; bytes: number; ms: number }[] = []
    const log = logs.create(fixture.db, {
      onBatch: (batch) => told.push(batch),
      limits: { batchCount: 4, queueCount: 8, queues: 1 },
    })
    const send = (userId: string) => log.append({ channelId, userId, clientId: randomUUID(), content: 'hello' })
    const sent = [send(ada), send(cycle(fixture.userIds, 1)), ...Array.from({ length: 7 }, () => send(ada))]
    expect(log.stats()).toMatchObject({ queued: 8, queuedBytes: 40, inFlight: 0, refused: 1 })
    await Promise.allSettled(sent)
    expect(log.stats()).toEqual({
      queued: 0,
      queuedBytes: 0,
      inFlight: 0,
      batches: 2,
      appended: 7,
      refused: 2,
      unknown: 0,
    })
    expect(told.map(({ size, bytes }) => ({ size, bytes }))).toEqual(Array(2).fill({ size: 4, bytes: 20 }))
    expect(told.every(({ ms }) => ms > 0)).toBe(true)
  })
})

describe('a batch', () => {
  it('is one round trip and one transaction, of any number of messages to any channels', async () => {
    const channelIds = await Promise.all(Array.from({ length: 5 }, () => fixture.createChannel(fixture.userIds)))
    const proxy = await startProxy(fixture.url)
    const { log, send } = start(fixture.open(undefined, proxy.url), { queues: 1 })
    // This one connects and prepares the statement.
    await send(cycle(channelIds, 0), ada)
    const transactions = async () => {
      // `xmin` of a row is the transaction that wrote it.
      const { rows } = await fixture.db.pool.query<{ n: string }>(
        'select count(distinct xmin::text) as n from messages where channel_id = any($1)',
        [channelIds],
      )
      return Number(rows[0]?.n)
    }
    const [turns, batches, before] = [proxy.roundTrips, log.stats().batches, await transactions()]
    await Promise.all(
      Array.from({ length: 400 }, (_, i) => send(cycle(channelIds, i), cycle(fixture.userIds, i), `message ${i}`)),
    )
    expect(log.stats().batches - batches).toBe(1)
    expect(proxy.roundTrips - turns).toBe(1)
    expect((await transactions()) - before).toBe(1)
    await log.close()
    await proxy.close()
  })

  it('waits for nothing when nothing is under way, and takes all that came when something was', async () => {
    const channelId = await fixture.createChannel(fixture.userIds)
    const sizes: number[] = []
    const log = logs.create(fixture.db, {
      onBatch: ({ size }) => sizes.push(size),
      limits: { queues: 1 },
    })
    const send = (i: number) =>
      log.append({ channelId, userId: cycle(fixture.userIds, i), clientId: randomUUID(), content: `${i}` })
    await send(0)
    const release = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holder = transaction(fixture.db, async (tx) => {
      await lockChannel(tx, channelId)
      locked.resolve()
      await release.promise
    })
    await locked.promise
    const first = send(1)
    await vi.waitFor(() => expect(log.stats().inFlight).toBe(1))
    const rest = Array.from({ length: 50 }, (_, i) => send(i))
    expect(log.stats()).toMatchObject({ queued: 50, inFlight: 1 })
    release.resolve()
    await Promise.all([holder, first, ...rest])
    expect(sizes).toEqual([1, 1, 50])
  })
})

describe('close', () => {
  it('finishes what is queued and takes nothing more', async () => {
    const channelId = await fixture.createChannel([ada])
    const { send, log } = start(fixture.db, { batchCount: 10 })
    const sent = Promise.all(Array.from({ length: 100 }, () => send(channelId, ada)))
    const closed = log.close()
    expect((await refusal(send(channelId, ada))).reason).toBe('full')
    await closed
    expect(await sent).toHaveLength(100)
    expect(await stored(channelId)).toHaveLength(100)
  })
})
