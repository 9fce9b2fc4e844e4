import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannel, nextRevision } from './change.ts'
import type { Database } from './driver.ts'
import { AppendError, type Committed, createMessageLog, type MessageLog, type MessageLogLimits } from './message-log.ts'
import { channels, members, messages } from './schema.ts'
import { createTown, silent, turn } from './test-data.ts'
import { createProxy } from './test-proxy.ts'
import { transaction } from './transaction.ts'

// On a machine that is busy with other things a second is soon gone.
vi.setConfig({ testTimeout: 60_000 })

let town: Awaited<ReturnType<typeof createTown>>
let ada: string
const logs: MessageLog[] = []

beforeAll(async () => {
  town = await createTown(20)
  ada = turn(town.userIds, 0)
}, 60_000)
afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()))
})
afterAll(() => town?.drop())

function start(db: Database, limits?: Partial<MessageLogLimits>) {
  const committed: Committed[] = []
  const log = createMessageLog(db, { onCommitted: (one) => committed.push(one), log: silent, limits })
  logs.push(log)
  const send = (channelId: string, userId: string, content = 'hello', clientId: string = randomUUID()) =>
    log.append({ channelId, userId, clientId, content })
  return { log, committed, send }
}

function stored(channelId: string) {
  return town.db.drizzle.select().from(messages).where(eq(messages.channelId, channelId)).orderBy(asc(messages.number))
}

async function channelRow(channelId: string) {
  const [row] = await town.db.drizzle.select().from(channels).where(eq(channels.id, channelId))
  return row
}

function refusal(promise: Promise<unknown>): Promise<AppendError> {
  return promise.then(
    () => expect.fail('was appended'),
    (error: unknown) => (error instanceof AppendError ? error : expect.fail(String(error))),
  )
}

describe('numbers', () => {
  it('are 1 to 1000 when twenty people send a thousand messages over two nodes at once', async () => {
    const channelId = await town.createChannel(town.userIds)
    const nodes = [start(town.open()), start(town.open())]
    const results = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => turn(nodes, i).send(channelId, turn(town.userIds, i), `message ${i}`)),
    )
    const dense = Array.from({ length: 1_000 }, (_, i) => i + 1)
    expect(results.map((r) => r.message.number).sort((a, b) => a - b)).toEqual(dense)
    const rows = await stored(channelId)
    expect(rows.map((row) => row.number)).toEqual(dense)
    expect(rows.map((row) => row.revision)).toEqual(dense)
    expect(rows.map((row) => row.counted)).toEqual(dense)
    expect(await channelRow(channelId)).toMatchObject({ lastNumber: 1_000, counted: 1_000, revision: 1_000 })
    // What a sender was told is what is stored.
    for (const { message } of results) expect(rows[message.number - 1]).toEqual(message)
  })

  it('follow the order of the calls, also when a poisoned message breaks their batch', async () => {
    const channelId = await town.createChannel(town.userIds)
    const { send } = start(town.db)
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) =>
        send(channelId, turn(town.userIds, i), i % 10 === 7 ? 'poison\u0000' : `${i}`),
      ),
    )
    const sent = results.flatMap((r) => (r.status === 'fulfilled' ? [r.value.message] : []))
    expect(sent.map((m) => m.number)).toEqual(Array.from({ length: 90 }, (_, i) => i + 1))
    const failed = results.flatMap((r) => (r.status === 'rejected' ? [r.reason.reason] : []))
    expect(failed).toEqual(Array(10).fill('invalid'))
  })

  it('go on after a change of another kind took a revision', async () => {
    const channelId = await town.createChannel([ada])
    const { send } = start(town.db)
    await send(channelId, ada)
    await transaction(town.db, async (tx) => {
      await lockChannel(tx, channelId)
      await nextRevision(tx, channelId, 5)
    })
    expect((await send(channelId, ada)).message).toMatchObject({ number: 2, revision: 7, counted: 2 })
  })
})

describe('a client id', () => {
  it('sent a hundred times at once over two nodes makes one row, and everyone gets it', async () => {
    const channelId = await town.createChannel([ada])
    const nodes = [start(town.open()), start(town.open())]
    const clientId = randomUUID()
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        turn(nodes, i).send(channelId, ada, `try ${i}`, i % 3 === 0 ? clientId.toUpperCase() : clientId),
      ),
    )
    const rows = await stored(channelId)
    expect(rows).toHaveLength(1)
    for (const { message } of results) expect(message).toEqual(rows[0])
    expect(results.filter((r) => r.fresh)).toHaveLength(1)
    expect(nodes.flatMap((node) => node.committed)).toHaveLength(1)
  })

  it('of two people, or in two channels, makes two messages', async () => {
    const [one, two] = [await town.createChannel(town.userIds), await town.createChannel(town.userIds)]
    const { send } = start(town.db)
    const clientId = randomUUID()
    const results = await Promise.all([
      send(one, ada, 'x', clientId),
      send(two, ada, 'x', clientId),
      send(one, turn(town.userIds, 1), 'x', clientId),
    ])
    expect(results.every((r) => r.fresh)).toBe(true)
  })

  it('is answered with the message as it now is, also after its sender left and the channel was archived', async () => {
    const channelId = await town.createChannel([ada])
    const { send } = start(town.db)
    const clientId = randomUUID()
    await send(channelId, ada, 'first', clientId)
    await town.db.drizzle
      .update(messages)
      .set({ content: '', deletedAt: new Date(), revision: 9 })
      .where(eq(messages.channelId, channelId))
    await town.db.drizzle.update(members).set({ leftAt: new Date() }).where(eq(members.channelId, channelId))
    await town.db.drizzle.update(channels).set({ archivedAt: new Date() }).where(eq(channels.id, channelId))
    const again = await send(channelId, ada, 'first', clientId)
    expect(again.fresh).toBe(false)
    expect(again.message).toMatchObject({ number: 1, content: '', revision: 9 })
    expect(again.message.deletedAt).toBeInstanceOf(Date)
  })
})

describe('who may not write', () => {
  it('is told why, and the others in the same batch are not held up', async () => {
    const [bob, eve] = [turn(town.userIds, 1), turn(town.userIds, 2)]
    const group = await town.createChannel([ada])
    const archived = await town.createChannel([ada])
    const news = await town.createChannel([ada, bob], 'announcement')
    await town.db.drizzle.update(channels).set({ archivedAt: new Date() }).where(eq(channels.id, archived))
    await town.db.drizzle
      .update(members)
      .set({ role: 'admin' })
      .where(and(eq(members.channelId, news), eq(members.userId, ada)))
    const { send } = start(town.db, { lanes: 1 })
    const [missing, outsider, late, reader, ...sent] = await Promise.all([
      refusal(send(randomUUID(), ada)),
      refusal(send(group, eve)),
      refusal(send(archived, ada)),
      refusal(send(news, bob)),
      send(group, ada),
      send(news, ada),
    ])
    expect(missing.reason).toBe('missing')
    expect(outsider).toMatchObject({ reason: 'outsider', kind: 'group' })
    expect(late.reason).toBe('archived')
    expect(reader.reason).toBe('readonly')
    expect(sent.map((r) => r.message.number)).toEqual([1, 1])
  })

  it('is whoever has left: no message is committed after the removal is', async () => {
    const bob = turn(town.userIds, 1)
    for (let round = 0; round < 10; round++) {
      const channelId = await town.createChannel([ada, bob])
      const nodes = [start(town.open(2)), start(town.open(2))]
      const senders = nodes.map(async ({ send }) => {
        while (true) {
          const result = await send(channelId, bob).catch((error: unknown) => error)
          if (result instanceof AppendError) return result.reason
        }
      })
      await Promise.all(Array.from({ length: 5 }, () => turn(nodes, 0).send(channelId, ada)))
      const leftAt = await transaction(town.db, async (tx) => {
        await lockChannel(tx, channelId)
        const revision = await nextRevision(tx, channelId)
        await tx
          .update(members)
          .set({ leftAt: new Date(), revision })
          .where(and(eq(members.channelId, channelId), eq(members.userId, bob)))
        return revision
      })
      expect(await Promise.all(senders)).toEqual(['outsider', 'outsider'])
      const after = (await stored(channelId)).filter((row) => row.userId === bob && row.revision > leftAt)
      expect(after).toEqual([])
    }
  })
})

describe("the sender's marker", () => {
  it('moves to the message, forward only, and without a new version', async () => {
    const bob = turn(town.userIds, 1)
    const channelId = await town.createChannel([ada, bob])
    const { send } = start(town.db)
    await send(channelId, bob)
    await Promise.all([send(channelId, ada), send(channelId, ada)])
    const mine = and(eq(members.channelId, channelId), eq(members.userId, ada))
    const [row] = await town.db.drizzle.select().from(members).where(mine)
    expect(row).toMatchObject({ readNumber: 3, readCounted: 3, readVersion: 0, userRevision: 0, revision: 0 })
    // Bob's stands at his own message.
    const [bobs] = await town.db.drizzle
      .select()
      .from(members)
      .where(and(eq(members.channelId, channelId), eq(members.userId, bob)))
    expect(bobs).toMatchObject({ readNumber: 1, readCounted: 1 })
  })
})

describe('what is announced', () => {
  it('is each fresh message once, in the order of commits, without a gap between one batch and the next', async () => {
    const channelIds = [await town.createChannel(town.userIds), await town.createChannel(town.userIds)]
    const { send, committed } = start(town.db, { batchCount: 7 })
    await Promise.all(Array.from({ length: 200 }, (_, i) => send(turn(channelIds, i), turn(town.userIds, i))))
    for (const channelId of channelIds) {
      const mine = committed.filter((one) => one.channelId === channelId)
      expect(mine.length).toBeGreaterThan(5)
      expect(mine.map((one) => one.after)).toEqual([0, ...mine.slice(0, -1).map((one) => one.revision)])
      expect(mine.flatMap((one) => one.messages)).toEqual(await stored(channelId))
    }
  })

  it('comes before the sender is answered, and its failing fails nothing', async () => {
    const channelId = await town.createChannel([ada])
    const order: string[] = []
    const log = createMessageLog(town.db, {
      onCommitted() {
        order.push('announced')
        throw new Error('nobody listens')
      },
      log: silent,
    })
    logs.push(log)
    await log.append({ channelId, userId: ada, clientId: randomUUID(), content: 'x' })
    order.push('answered')
    expect(order).toEqual(['announced', 'answered'])
  })
})

describe('what is stored', () => {
  it('is what was sent, whatever characters it has', async () => {
    const channelId = await town.createChannel([ada])
    const { log, send } = start(town.db)
    const { message: first } = await send(channelId, ada)
    const content = '{"\'\\,}\n\t\u0001 NULL null 👩‍👩‍👧 ﷽ \u202e \ufffd'
    const metadata = { '"k\\': '{},"\\\'', leer: '', ein: 'ß' }
    const { message } = await log.append({
      channelId,
      userId: ada,
      clientId: randomUUID(),
      content,
      metadata,
      replyTo: 1,
    })
    expect(message).toMatchObject({ content, metadata, replyTo: 1, kind: 'user' })
    expect(await stored(channelId)).toEqual([first, message])
  })
})

describe('bounds', () => {
  it('refuse when the queue is full by count, and by bytes, and take again once there is room', async () => {
    const channelId = await town.createChannel([ada])
    const { send, log } = start(town.db, { queueCount: 10, queueBytes: 2_000, lanes: 1 })
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
    const channelId = await town.createChannel([ada])
    const { send, committed } = start(town.db, { batchCount: 3, batchBytes: 100, lanes: 1 })
    const sizes = [10, 10, 10, 10, 90, 500, 10]
    await Promise.all(sizes.map((size) => send(channelId, ada, 'x'.repeat(size))))
    expect(committed.map((one) => one.messages.length)).toEqual([3, 2, 1, 1])
  })
})

describe('the figures', () => {
  it('say what waits, what is under way and what became of the rest, and every commit is told with its size', async () => {
    const channelId = await town.createChannel([ada])
    const told: { size: number; bytes: number; ms: number }[] = []
    const log = createMessageLog(town.db, {
      onCommitted() {},
      onBatch: (batch) => told.push(batch),
      log: silent,
      limits: { batchCount: 4, queueCount: 8, lanes: 1 },
    })
    logs.push(log)
    const send = (userId: string) => log.append({ channelId, userId, clientId: randomUUID(), content: 'hello' })
    const sent = [send(ada), send(turn(town.userIds, 1)), ...Array.from({ length: 7 }, () => send(ada))]
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
    const channelIds = await Promise.all(Array.from({ length: 5 }, () => town.createChannel(town.userIds)))
    const proxy = await createProxy(town.url)
    const { log, send } = start(town.open(undefined, proxy.url), { lanes: 1 })
    // Connects, and prepares the statement.
    await send(turn(channelIds, 0), ada)
    const transactions = async () => {
      // The one that wrote a row stands in it.
      const { rows } = await town.db.pool.query<{ n: string }>(
        'select count(distinct xmin::text) as n from messages where channel_id = any($1)',
        [channelIds],
      )
      return Number(rows[0]?.n)
    }
    const [turns, batches, before] = [proxy.turns(), log.stats().batches, await transactions()]
    await Promise.all(
      Array.from({ length: 400 }, (_, i) => send(turn(channelIds, i), turn(town.userIds, i), `message ${i}`)),
    )
    expect(log.stats().batches - batches).toBe(1)
    expect(proxy.turns() - turns).toBe(1)
    expect((await transactions()) - before).toBe(1)
    await log.close()
    await proxy.close()
  })

  it('waits for nothing when nothing is under way, and takes all that came when something was', async () => {
    const channelId = await town.createChannel(town.userIds)
    const sizes: number[] = []
    const log = createMessageLog(town.db, {
      onCommitted() {},
      onBatch: ({ size }) => sizes.push(size),
      log: silent,
      limits: { lanes: 1 },
    })
    logs.push(log)
    const send = (i: number) =>
      log.append({ channelId, userId: turn(town.userIds, i), clientId: randomUUID(), content: `${i}` })
    await send(0)
    const release = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holder = transaction(town.db, async (tx) => {
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
    const channelId = await town.createChannel([ada])
    const { send, log } = start(town.db, { batchCount: 10 })
    const sent = Promise.all(Array.from({ length: 100 }, () => send(channelId, ada)))
    const closed = log.close()
    expect((await refusal(send(channelId, ada))).reason).toBe('full')
    await closed
    expect(await sent).toHaveLength(100)
    expect(await stored(channelId)).toHaveLength(100)
  })
})
