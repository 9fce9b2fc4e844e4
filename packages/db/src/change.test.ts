import { randomUUID } from 'node:crypto'
import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannel, lockChannels, lockUsers, nextRevision, nextUserRevisions } from './change.ts'
import { createMessageLog } from './message-log.ts'
import { channels, members, messages, users } from './schema.ts'
import { createTown, silent, turn } from './test-data.ts'
import { transaction } from './transaction.ts'

// On a machine that is busy with other things a second is soon gone.
vi.setConfig({ testTimeout: 60_000 })

let town: Awaited<ReturnType<typeof createTown>>

beforeAll(async () => {
  town = await createTown(10)
}, 60_000)
afterAll(() => town?.drop())

async function deadlocks(): Promise<number> {
  // A session reports what it counted when it goes idle; without this, up to a second later.
  await town.db.drizzle.execute(sql`select pg_stat_force_next_flush()`)
  const { rows } = await town.db.drizzle.execute<{ deadlocks: number }>(
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
    const channelIds = await Promise.all(Array.from({ length: 8 }, () => town.createChannel(town.userIds)))
    const logs = Array.from({ length: 2 }, () =>
      // One lane each, so that every batch locks several channels.
      createMessageLog(town.open(), { onCommitted() {}, log: silent, limits: { lanes: 1, batchCount: 20 } }),
    )
    const deadline = performance.now() + 3_000
    const running = () => performance.now() < deadline
    let appended = 0
    let changed = 0

    const senders = logs.flatMap((log) =>
      Array.from({ length: 40 }, async (_, i) => {
        while (running()) {
          const channelId = turn(shuffled(channelIds), 0)
          await log.append({ channelId, userId: turn(town.userIds, i), clientId: randomUUID(), content: 'x' })
          appended++
        }
      }),
    )
    const changers = Array.from({ length: 6 }, async (_, i) => {
      const db = town.open(1)
      while (running()) {
        const some = shuffled(channelIds).slice(0, 4)
        const people = shuffled(town.userIds).slice(0, 4)
        await db.drizzle.transaction(async (tx) => {
          if (i % 2 === 0) await lockChannels(tx, some)
          else await lockChannel(tx, turn(some, 0))
          for (const channelId of i % 2 === 0 ? some : some.slice(0, 1)) {
            const revision = await nextRevision(tx, channelId)
            await tx
              .update(members)
              .set({ revision })
              .where(and(eq(members.channelId, channelId), eq(members.userId, turn(people, 0))))
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
    const channelId = await town.createChannel(town.userIds)
    const logs = [town.open(), town.open()].map((db) => createMessageLog(db, { onCommitted() {}, log: silent }))
    const reader = town.open(2)
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
        turn(logs, i).append({ channelId, userId: turn(town.userIds, i), clientId: randomUUID(), content: 'x' }),
      ),
    )
    over = true
    await Promise.all(readers)
    await Promise.all(logs.map((log) => log.close()))
    expect(reads).toBeGreaterThan(5)
  })

  it('of users are taken once each, whoever else takes them at the same time', async () => {
    const before = new Map((await town.db.drizzle.select().from(users)).map((user) => [user.id, user.revision]))
    const taken = await Promise.all(
      Array.from({ length: 20 }, () => transaction(town.db, (tx) => nextUserRevisions(tx, shuffled(town.userIds)))),
    )
    for (const userId of town.userIds) {
      const mine = taken.map((map) => map.get(userId) ?? 0).sort((a, b) => a - b)
      expect(mine).toEqual(Array.from({ length: 20 }, (_, i) => (before.get(userId) ?? 0) + 1 + i))
    }
  })

  it('are taken in one step for many rows, and never of a channel that is not there', async () => {
    const channelId = await town.createChannel([])
    await transaction(town.db, async (tx) => {
      expect(await lockChannel(tx, channelId)).toMatchObject({ id: channelId, revision: 0 })
      expect(await nextRevision(tx, channelId, 3)).toBe(3)
      expect(await nextRevision(tx, channelId)).toBe(4)
      expect(await lockChannel(tx, randomUUID())).toBeUndefined()
      expect(await nextUserRevisions(tx, [])).toEqual(new Map())
      expect(await nextUserRevisions(tx, [randomUUID()])).toEqual(new Map())
    })
    await expect(transaction(town.db, (tx) => nextRevision(tx, randomUUID()))).rejects.toThrow('no channel')
  })
})

describe('the locks', () => {
  it('come back in id order, with the row as it is under the lock', async () => {
    const channelIds = await Promise.all(Array.from({ length: 5 }, () => town.createChannel([])))
    await transaction(town.db, async (tx) => {
      const locked = await lockChannels(tx, shuffled(channelIds))
      expect(locked.map((row) => row.id)).toEqual([...channelIds].sort())
      expect((await lockUsers(tx, shuffled(town.userIds))).map((row) => row.id)).toEqual(town.userIds)
    })
  })

  it('let the loser of a race read what the winner wrote', async () => {
    const channelId = await town.createChannel([])
    const seen = await Promise.all(
      Array.from({ length: 10 }, () =>
        transaction(town.db, async (tx) => {
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
    const [a, b] = await Promise.all([town.createChannel([]), town.createChannel([])])
    let runs = 0
    const bothLocked = Promise.withResolvers<void>()
    let first = 0
    const lockInTurn = (ids: string[]) =>
      transaction(town.db, async (tx) => {
        runs++
        await lockChannel(tx, turn(ids, 0))
        if (++first === 2) bothLocked.resolve()
        await bothLocked.promise
        await lockChannel(tx, turn(ids, 1))
        return nextRevision(tx, turn(ids, 0))
      })
    await Promise.all([lockInTurn([a, b]), lockInTurn([b, a])])
    expect(runs).toBe(3)
    const rows = await town.db.drizzle
      .select()
      .from(channels)
      .where(inArray(channels.id, [a, b]))
    expect(rows.map((row) => row.revision)).toEqual([1, 1])
  })

  it('leaves nothing behind when its function throws', async () => {
    const channelId = await town.createChannel([])
    const failing = transaction(town.db, async (tx) => {
      await nextRevision(tx, channelId)
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    const [row] = await town.db.drizzle.select().from(channels).where(eq(channels.id, channelId))
    expect(row?.revision).toBe(0)
  })
})
