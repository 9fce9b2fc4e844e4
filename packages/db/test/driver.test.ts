import { startProxy } from '@chime/testing/tcp-proxy'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isConnectionLost, sqlState } from '../src/errors.ts'
import { users } from '../src/schema/index.ts'
import { createFixture, cycle, failureOf } from './fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let fixture: Awaited<ReturnType<typeof createFixture>>
let userId: string

beforeAll(async () => {
  fixture = await createFixture(2)
  userId = cycle(fixture.userIds, 0)
}, 60_000)
afterAll(() => fixture?.drop())

const person = (n: number) => ({ username: `new${n}`, email: `new${n}@example.org`, passwordHash: '-' })

describe('what queries read', () => {
  it('is numbers for int8, also in raw queries, in arrays, on the pool, and in transactions', async () => {
    const query = sql`select 9007199254740991::bigint as large, count(*) as people, array[1, null]::bigint[] as list, sum(1) as text from users`
    const expected = { large: Number.MAX_SAFE_INTEGER, people: 2, list: [1, null] }
    expect((await fixture.db.drizzle.execute(query)).rows[0]).toMatchObject(expected)
    expect(await fixture.db.drizzle.transaction(async (tx) => (await tx.execute(query)).rows[0])).toMatchObject(
      expected,
    )
    const pooled = await fixture.db.pool.query('select 5::bigint as five')
    expect(pooled.rows).toEqual([{ five: 5 }])
    const count = await fixture.db.drizzle.select({ n: sql<number>`count(*)` }).from(users)
    expect(count).toEqual([{ n: 2 }])
  })

  it('is never a number that lost digits', async () => {
    await expect(fixture.db.pool.query('select 9007199254740993::bigint')).rejects.toThrow(RangeError)
    // The connection is still usable.
    expect((await fixture.db.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('is dates for times, to the millisecond, whatever the time zones of client and server are', async () => {
    const at = new Date('2026-03-29T01:30:00.123Z')
    await fixture.db.drizzle.update(users).set({ lastSeenAt: at }).where(eq(users.id, userId))
    const [row] = await fixture.db.drizzle.select().from(users).where(eq(users.id, userId))
    expect(row?.lastSeenAt).toEqual(at)
    await fixture.db.drizzle.transaction(async (tx) => {
      await tx.execute(sql`set local time zone 'Asia/Kathmandu'`)
      const raw = await tx.execute(sql`select last_seen_at from users where id = ${userId}`)
      expect(raw.rows).toEqual([{ last_seen_at: at }])
      const [again] = await tx.select().from(users).where(eq(users.id, userId))
      expect(again?.lastSeenAt).toEqual(at)
    })
  })
})

describe('a pool of one connection', () => {
  it('keeps serving after its connection was ended at any point of a transaction', async () => {
    const db = fixture.open(1)
    const end = async () => {
      await fixture.db.drizzle.execute(
        sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where datname = current_database() and application_name = 'chime' and pid = ${await pid()}`,
      )
    }
    let known = 0
    const pid = async () => known
    const remember = async (tx: { execute: typeof db.drizzle.execute }) => {
      const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      known = rows[0]?.pid ?? 0
    }

    for (let round = 0; round < 5; round++) {
      // Ended before `begin`, when the client cannot have noticed yet.
      await remember(db.drizzle)
      await end()
      await db.drizzle
        .transaction(async (tx) => tx.execute(sql`select 1`))
        .catch((e) => expect(isConnectionLost(e)).toBe(true))
      // Ended in the middle of the transaction.
      const middle = await failureOf(
        db.drizzle.transaction(async (tx) => {
          await remember(tx)
          await end()
          await tx.execute(sql`select 1`)
        }),
      )
      expect(isConnectionLost(middle)).toBe(true)
      // Ended before `commit`.
      const last = await failureOf(
        db.drizzle.transaction(async (tx) => {
          await remember(tx)
          await end()
        }),
      )
      expect(isConnectionLost(last)).toBe(true)
      await vi.waitFor(() => db.drizzle.execute(sql`select 1`))
    }
    expect(db.pool.totalCount).toBe(1)
    await db.close()
  })

  it('keeps serving after `begin` was lost on its way', async () => {
    const proxy = await startProxy(fixture.url)
    const db = fixture.open(1, proxy.url)
    for (let round = 0; round < 3; round++) {
      await vi.waitFor(() => db.drizzle.execute(sql`select 1`))
      // The next query comes before the client can have noticed the cut.
      proxy.cut()
      expect(isConnectionLost(await failureOf(db.drizzle.transaction(async () => 'never')))).toBe(true)
    }
    await vi.waitFor(() => db.drizzle.execute(sql`select 1`))
    await db.close()
    await proxy.close()
  })

  it('hands on no transaction that began after nobody waited for it any more', async () => {
    const proxy = await startProxy(fixture.url)
    const db = fixture.open(1, proxy.url, 300)
    await db.drizzle.execute(sql`select 1`)
    proxy.holdAnswers()
    expect(isConnectionLost(await failureOf(db.drizzle.transaction(async () => 'never')))).toBe(true)
    proxy.mend()
    const { rows } = await vi.waitFor(() => db.pool.query('select now() = statement_timestamp() as alone'))
    expect(rows).toEqual([{ alone: true }])
    await db.close()
    await proxy.close()
  })

  it('gives up a transaction without an answer once, not once more for its rollback', async () => {
    const proxy = await startProxy(fixture.url)
    const db = fixture.open(1, proxy.url, 1_000)
    let began = 0
    const lost = await failureOf(
      db.drizzle.transaction(async (tx) => {
        await tx.execute(sql`select 1`)
        proxy.holdAnswers()
        began = performance.now()
        await tx.execute(sql`select 1`)
      }),
    )
    expect(isConnectionLost(lost)).toBe(true)
    expect(performance.now() - began).toBeLessThan(1_900)
    proxy.mend()
    await vi.waitFor(() => db.drizzle.execute(sql`select 1`))
    await db.close()
    await proxy.close()
  })

  it('takes back no connection inside a transaction', async () => {
    const db = fixture.open(1)
    await failureOf(
      db.drizzle.transaction(async (tx) => {
        // No code should leave a savepoint open like this. The next query on the connection must not end up inside it.
        await tx.execute(sql`savepoint odd`)
        await tx.execute(sql`select 1 / 0`)
      }),
    )
    expect((await db.pool.query('select now() = statement_timestamp() as fresh')).rows).toEqual([{ fresh: true }])
    await db.close()
  })
})

describe('a statement that fails', () => {
  it('costs no connection, outside and inside of a transaction, named or not', async () => {
    const db = fixture.open(1)
    const { rows } = await db.pool.query('select pg_backend_pid() as pid')
    const divide = (by: number) =>
      db.pool.query({ name: 'divide', text: 'select 10 / $1::int as result', values: [by] })
    for (let round = 0; round < 3; round++) {
      await failureOf(db.drizzle.insert(users).values({ ...person(5), username: 'user0' }))
      await failureOf(db.drizzle.transaction((tx) => tx.execute(sql`select 1 / 0`)))
      expect((await divide(5)).rows).toEqual([{ result: 2 }])
      expect(sqlState(await failureOf(divide(0)))).toBe('22012')
    }
    expect((await divide(2)).rows).toEqual([{ result: 5 }])
    expect((await db.pool.query('select pg_backend_pid() as pid')).rows).toEqual(rows)
    await db.close()
  })
})
