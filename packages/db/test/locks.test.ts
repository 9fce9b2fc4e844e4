import { randomUUID } from 'node:crypto'
import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannel, lockChannels, lockUsers } from '../src/locks.ts'
import { createMessageLog } from '../src/message-log/message-log.ts'
import { nextRevision, nextUserRevisions } from '../src/revisions.ts'
import { channels, members, messages, users } from '../src/schema/index.ts'
import { transaction } from '../src/transaction.ts'
import { createFixture, cycle, silent } from './fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let fixture: Awaited<ReturnType<typeof createFixture>>

beforeAll(async () => {
  fixture = await createFixture(10)
}, 60_000)
afterAll(() => fixture?.drop())

async function deadlocks(): Promise<number> {
  // Without this a session may report its counters up to a second after it becomes idle.
  await fixture.db.drizzle.execute(sql`select pg_stat_force_next_flush()`)
  const { rows } = await fixture.db.drizzle.execute<{ deadlocks: number }>(
    sql`select deadlocks from pg_stat_database where datname = current_database()`,
  )
  return rows[0]?.deadlocks ?? -1
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}

describe('the lock order', () => {
  it('keeps appends and changes of many channels and users, asked for in any order, from deadlocking', async () => {
    const channelIds = await Promise.all(Array.from({ length: 8 }, () => fixture.createChannel(fixture.userIds)))
    const logs = Array.from({ length: 2 }, () =>
      // With one queue every batch locks several channels.
      createMessageLog(fixture.open(), { onCommitted() {}, log: silent, limits: { queues: 1, batchCount: 20 } }),
    )
    const deadline = performance.now() + 3_000
    const running = () => performance.now() < deadline
    let appended = 0
    let changed = 0

    const senders = logs.flatMap((log) =>
      Array.from({ length: 40 }, async (_, i) => {
        while (running()) {
          const channelId = cycle(shuffled(channelIds), 0)
          await log.append({ channelId, userId: cycle(fixture.userIds, i), clientId: randomUUID(), content: 'x' })
          appended++
        }
      }),
    )
    const changers = Array.from({ length: 6 }, async (_, i) => {
      const db = fixture.open(1)
      while (running()) {
        const some = shuffled(channelIds).slice(0, 4)
        const people = shuffled(fixture.userIds).slice(0, 4)
        await db.drizzle.transaction(async (tx) => {
          if (i % 2 === 0) await lockChannels(tx, some)
          else await lockChannel(tx, cycle(some, 0))
          for (const channelId of i % 2 === 0 ? some : some.slice(0, 1)) {
            const revision = await nextRevision(tx, channelId)
            await tx
              .update(members)
              .set({ revision })
              .where(and(eq(members.channelId, channelId), eq(members.userId, cycle(people, 0))))
          }
          await nextUserRevisions(tx, people)
        })
        changed++
      }
    })
    await Promise.all([...senders, ...changers])
    await Promise.all(logs.map((log) => log.close()))
    expect(appended).toBeGreaterThan(500)
    expect(changed).toBeGreaterThan(100)
    expect(await deadlocks()).toBe(0)
  })
})

describe('revisions', () => {
  it('commit in order: whoever sees one sees every message before it', async () => {
    const channelId = await fixture.createChannel(fixture.userIds)
    const logs = [fixture.open(), fixture.open()].map((db) => createMessageLog(db, { onCommitted() {}, log: silent }))
    const reader = fixture.open(2)
    let over = false
    let reads = 0
    const readers = Array.from({ length: 2 }, async () => {
      let known = 0
      while (!over) {
        const rows = await reader.drizzle
          .select({ revision: messages.revision })
          .from(messages)
          .where(and(eq(messages.channelId, channelId), gt(messages.revision, known)))
          .orderBy(messages.revision)
        expect(rows.map((row) => row.revision)).toEqual(rows.map((_, i) => known + 1 + i))
        known = rows.at(-1)?.revision ?? known
        reads++
      }
    })
    await Promise.all(
      Array.from({ length: 2_000 }, (_, i) =>
        cycle(logs, i).append({ channelId, userId: cycle(fixture.userIds, i), clientId: randomUUID(), content: 'x' }),
      ),
    )
    over = true
    await Promise.all(readers)
    await Promise.all(logs.map((log) => log.close()))
    expect(reads).toBeGreaterThan(5)
  })

  it('of users are taken once each, whoever else takes them at the same time', async () => {
    const before = new Map((await fixture.db.drizzle.select().from(users)).map((user) => [user.id, user.revision]))
    const taken = await Promise.all(
      Array.from({ length: 20 }, () =>
        transaction(fixture.db, (tx) => nextUserRevisions(tx, shuffled(fixture.userIds))),
      ),
    )
    for (const userId of fixture.userIds) {
      const mine = taken.map((map) => map.get(userId) ?? 0).sort((a, b) => a - b)
      expect(mine).toEqual(Array.from({ length: 20 }, (_, i) => (before.get(userId) ?? 0) + 1 + i))
    }
  })

  it('are taken in one step for many rows, and never of a channel that is not there', async () => {
    const channelId = await fixture.createChannel([])
    await transaction(fixture.db, async (tx) => {
      expect(await lockChannel(tx, channelId)).toMatchObject({ id: channelId, revision: 0 })
      expect(await nextRevision(tx, channelId, 3)).toBe(3)
      expect(await nextRevision(tx, channelId)).toBe(4)
      expect(await lockChannel(tx, randomUUID())).toBeUndefined()
      expect(await nextUserRevisions(tx, [])).toEqual(new Map())
      expect(await nextUserRevisions(tx, [randomUUID()])).toEqual(new Map())
    })
    await expect(transaction(fixture.db, (tx) => nextRevision(tx, randomUUID()))).rejects.toThrow('no channel')
  })
})

describe('the locks', () => {
  it('come back in id order, with the row as it is under the lock', async () => {
    const channelIds = await Promise.all(Array.from({ length: 5 }, () => fixture.createChannel([])))
    await transaction(fixture.db, async (tx) => {
      const locked = await lockChannels(tx, shuffled(channelIds))
      expect(locked.map((row) => row.id)).toEqual([...channelIds].sort())
      expect((await lockUsers(tx, shuffled(fixture.userIds))).map((row) => row.id)).toEqual(fixture.userIds)
    })
  })

  it('let the loser of a race read what the winner wrote', async () => {
    const channelId = await fixture.createChannel([])
    const seen = await Promise.all(
      Array.from({ length: 10 }, () =>
        transaction(fixture.db, async (tx) => {
          const row = await lockChannel(tx, channelId)
          await nextRevision(tx, channelId)
          return row?.revision
        }),
      ),
    )
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('transaction', () => {
  it('runs again when two of them deadlock', async () => {
    const [a, b] = await Promise.all([fixture.createChannel([]), fixture.createChannel([])])
    let runs = 0
    const bothLocked = Promise.withResolvers<void>()
    let first = 0
    const lockInTurn = (ids: string[]) =>
      transaction(fixture.db, async (tx) => {
        runs++
        await lockChannel(tx, cycle(ids, 0))
        if (++first === 2) bothLocked.resolve()
        await bothLocked.promise
        await lockChannel(tx, cycle(ids, 1))
        return nextRevision(tx, cycle(ids, 0))
      })
    await Promise.all([lockInTurn([a, b]), lockInTurn([b, a])])
    expect(runs).toBe(3)
    const rows = await fixture.db.drizzle
      .select()
      .from(channels)
      .where(inArray(channels.id, [a, b]))
    expect(rows.map((row) => row.revision)).toEqual([1, 1])
  })

  it('leaves nothing behind when its function throws', async () => {
    const channelId = await fixture.createChannel([])
    const failing = transaction(fixture.db, async (tx) => {
      await nextRevision(tx, channelId)
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    const [row] = await fixture.db.drizzle.select().from(channels).where(eq(channels.id, channelId))
    expect(row?.revision).toBe(0)
  })
})
