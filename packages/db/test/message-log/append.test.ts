import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannel } from '../../src/locks.ts'
import { AppendError } from '../../src/message-log/append-error.ts'
import { nextRevision } from '../../src/revisions.ts'
import { blocks, channels, members, messages } from '../../src/schema/index.ts'
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

async function channelRow(channelId: string) {
  const [row] = await fixture.db.drizzle.select().from(channels).where(eq(channels.id, channelId))
  return row
}

describe('numbers', () => {
  it('are 1 to 1000 when twenty people send a thousand messages over two nodes at once', async () => {
    const channelId = await fixture.createChannel(fixture.userIds)
    const nodes = [start(fixture.open()), start(fixture.open())]
    const results = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) =>
        cycle(nodes, i).send(channelId, cycle(fixture.userIds, i), `message ${i}`),
      ),
    )
    const dense = Array.from({ length: 1_000 }, (_, i) => i + 1)
    expect(results.map((r) => r.message.number).sort((a, b) => a - b)).toEqual(dense)
    const rows = await stored(channelId)
    expect(rows.map((row) => row.number)).toEqual(dense)
    expect(rows.map((row) => row.revision)).toEqual(dense)
    expect(rows.map((row) => row.counted)).toEqual(dense)
    expect(await channelRow(channelId)).toMatchObject({ lastNumber: 1_000, counted: 1_000, revision: 1_000 })
    // Each sender got the row that is stored.
    for (const { message } of results) expect(rows[message.number - 1]).toEqual(message)
  })

  it('follow the order of the calls, also when a poisoned message breaks their batch', async () => {
    const channelId = await fixture.createChannel(fixture.userIds)
    const { send } = start(fixture.db)
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) =>
        send(channelId, cycle(fixture.userIds, i), i % 10 === 7 ? 'poison\u0000' : `${i}`),
      ),
    )
    const sent = results.flatMap((r) => (r.status === 'fulfilled' ? [r.value.message] : []))
    expect(sent.map((m) => m.number)).toEqual(Array.from({ length: 90 }, (_, i) => i + 1))
    const failed = results.flatMap((r) => (r.status === 'rejected' ? [r.reason.reason] : []))
    expect(failed).toEqual(Array(10).fill('invalid'))
  })

  it('go on after a change of another kind took a revision', async () => {
    const channelId = await fixture.createChannel([ada])
    const { send } = start(fixture.db)
    await send(channelId, ada)
    await transaction(fixture.db, async (tx) => {
      await lockChannel(tx, channelId)
      await nextRevision(tx, channelId, 5)
    })
    expect((await send(channelId, ada)).message).toMatchObject({ number: 2, revision: 7, counted: 2 })
  })
})

describe('a client id', () => {
  it('sent a hundred times at once over two nodes makes one row, and everyone gets it', async () => {
    const channelId = await fixture.createChannel([ada])
    const nodes = [start(fixture.open()), start(fixture.open())]
    const clientId = randomUUID()
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        cycle(nodes, i).send(channelId, ada, `try ${i}`, i % 3 === 0 ? clientId.toUpperCase() : clientId),
      ),
    )
    const rows = await stored(channelId)
    expect(rows).toHaveLength(1)
    for (const { message } of results) expect(message).toEqual(rows[0])
    expect(results.filter((r) => r.fresh)).toHaveLength(1)
    expect(nodes.flatMap((node) => node.committed)).toHaveLength(1)
  })

  it('of two people, or in two channels, makes two messages', async () => {
    const [one, two] = [await fixture.createChannel(fixture.userIds), await fixture.createChannel(fixture.userIds)]
    const { send } = start(fixture.db)
    const clientId = randomUUID()
    const results = await Promise.all([
      send(one, ada, 'x', clientId),
      send(two, ada, 'x', clientId),
      send(one, cycle(fixture.userIds, 1), 'x', clientId),
    ])
    expect(results.every((r) => r.fresh)).toBe(true)
  })

  it('is answered with the message as it now is, also after its sender left and the channel was archived', async () => {
    const channelId = await fixture.createChannel([ada])
    const { send } = start(fixture.db)
    const clientId = randomUUID()
    await send(channelId, ada, 'first', clientId)
    await fixture.db.drizzle
      .update(messages)
      .set({ content: '', deletedAt: new Date(), revision: 9 })
      .where(eq(messages.channelId, channelId))
    await fixture.db.drizzle.update(members).set({ leftAt: new Date() }).where(eq(members.channelId, channelId))
    await fixture.db.drizzle.update(channels).set({ archivedAt: new Date() }).where(eq(channels.id, channelId))
    const again = await send(channelId, ada, 'first', clientId)
    expect(again.fresh).toBe(false)
    expect(again.message).toMatchObject({ number: 1, content: '', revision: 9 })
    expect(again.message.deletedAt).toBeInstanceOf(Date)
  })
})

describe('who may not write', () => {
  it('is told why, and the others in the same batch are not held up', async () => {
    const [bob, eve] = [cycle(fixture.userIds, 1), cycle(fixture.userIds, 2)]
    const group = await fixture.createChannel([ada])
    const archived = await fixture.createChannel([ada])
    const news = await fixture.createChannel([ada, bob], 'announcement')
    await fixture.db.drizzle.update(channels).set({ archivedAt: new Date() }).where(eq(channels.id, archived))
    await fixture.db.drizzle
      .update(members)
      .set({ role: 'admin' })
      .where(and(eq(members.channelId, news), eq(members.userId, ada)))
    const { send } = start(fixture.db, { queues: 1 })
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
    const bob = cycle(fixture.userIds, 1)
    for (let round = 0; round < 10; round++) {
      const channelId = await fixture.createChannel([ada, bob])
      const nodes = [start(fixture.open(2)), start(fixture.open(2))]
      const senders = nodes.map(async ({ send }) => {
        while (true) {
          const result = await send(channelId, bob).catch((error: unknown) => error)
          if (result instanceof AppendError) return result.reason
        }
      })
      await Promise.all(Array.from({ length: 5 }, () => cycle(nodes, 0).send(channelId, ada)))
      const leftAt = await transaction(fixture.db, async (tx) => {
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
  it('stays where it is, and what they sent is skipped; also for those who have blocked them', async () => {
    const [bob, eve] = [cycle(fixture.userIds, 1), cycle(fixture.userIds, 2)]
    const channelId = await fixture.createChannel([ada, bob, eve])
    const lifted = { userId: bob, blockedId: ada, liftedAt: new Date() }
    await fixture.db.drizzle.insert(blocks).values([{ userId: eve, blockedId: ada }, lifted])
    const { send } = start(fixture.db)
    await send(channelId, bob)
    await Promise.all([send(channelId, ada), send(channelId, ada)])
    const rows = await fixture.db.drizzle.select().from(members).where(eq(members.channelId, channelId))
    const unread = (userId: string) => {
      const { readNumber, readCounted, readVersion, userRevision, skipped } =
        rows.find((row) => row.userId === userId) ?? {}
      return { readNumber, readCounted, readVersion, userRevision, skipped }
    }
    const marker = { readNumber: 0, readCounted: 0, readVersion: 0, userRevision: 0 }
    expect([ada, bob, eve].map(unread)).toEqual([2, 1, 2].map((skipped) => ({ ...marker, skipped })))
  })
})

describe('what is announced', () => {
  it('is each fresh message once, in the order of commits, without a gap between one batch and the next', async () => {
    const channelIds = [await fixture.createChannel(fixture.userIds), await fixture.createChannel(fixture.userIds)]
    const { send, committed } = start(fixture.db, { batchCount: 7 })
    await Promise.all(Array.from({ length: 200 }, (_, i) => send(cycle(channelIds, i), cycle(fixture.userIds, i))))
    for (const channelId of channelIds) {
      const mine = committed.filter((one) => one.channelId === channelId)
      expect(mine.length).toBeGreaterThan(5)
      expect(mine.map((one) => one.after)).toEqual([0, ...mine.slice(0, -1).map((one) => one.revision)])
      expect(mine.flatMap((one) => one.messages)).toEqual(await stored(channelId))
    }
  })

  it('comes before the sender is answered, and its failing fails nothing', async () => {
    const channelId = await fixture.createChannel([ada])
    const order: string[] = []
    const log = logs.create(fixture.db, {
      onCommitted() {
        order.push('announced')
        throw new Error('nobody listens')
      },
    })
    await log.append({ channelId, userId: ada, clientId: randomUUID(), content: 'x' })
    order.push('answered')
    expect(order).toEqual(['announced', 'answered'])
  })
})

describe('what is stored', () => {
  it('is what was sent, whatever characters it has', async () => {
    const channelId = await fixture.createChannel([ada])
    const { log, send } = start(fixture.db)
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
