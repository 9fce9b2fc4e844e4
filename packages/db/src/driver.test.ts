import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isBusy, isConnectionLost, isDataError, isUniqueViolation, sqlState } from './errors.ts'
import { users } from './schema.ts'
import { createTown, turn } from './test-data.ts'
import { createProxy } from './test-proxy.ts'
import { transaction } from './transaction.ts'

// On a machine that is busy with other things a second is soon gone.
vi.setConfig({ testTimeout: 60_000 })

let town: Awaited<ReturnType<typeof createTown>>
let userId: string

beforeAll(async () => {
  town = await createTown(2)
  userId = turn(town.userIds, 0)
}, 60_000)
afterAll(() => town?.drop())

const person = (n: number) => ({ username: `new${n}`, email: `new${n}@example.org`, passwordHash: '-' })

function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('did not fail'),
    (error: unknown) => error,
  )
}

describe('what queries read', () => {
  it('is numbers for int8, also in raw queries, in arrays, on the pool, and in transactions', async () => {
    const query = sql`select 9007199254740991::bigint as large, count(*) as people, array[1, null]::bigint[] as list, sum(1) as text from users`
    const expected = { large: Number.MAX_SAFE_INTEGER, people: 2, list: [1, null] }
    expect((await town.db.drizzle.execute(query)).rows[0]).toMatchObject(expected)
    expect(await town.db.drizzle.transaction(async (tx) => (await tx.execute(query)).rows[0])).toMatchObject(expected)
    const pooled = await town.db.pool.query('select 5::bigint as five')
    expect(pooled.rows).toEqual([{ five: 5 }])
    const count = await town.db.drizzle.select({ n: sql<number>`count(*)` }).from(users)
    expect(count).toEqual([{ n: 2 }])
  })

  it('is never a number that lost digits', async () => {
    await expect(town.db.pool.query('select 9007199254740993::bigint')).rejects.toThrow(RangeError)
    // And the connection serves on.
    expect((await town.db.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('is dates for times, to the millisecond, whatever the time zones of client and server are', async () => {
    const at = new Date('2026-03-29T01:30:00.123Z')
    await town.db.drizzle.update(users).set({ lastSeenAt: at }).where(eq(users.id, userId))
    const [row] = await town.db.drizzle.select().from(users).where(eq(users.id, userId))
    expect(row?.lastSeenAt).toEqual(at)
    await town.db.drizzle.transaction(async (tx) => {
      await tx.execute(sql`set local time zone 'Asia/Kathmandu'`)
      const raw = await tx.execute(sql`select last_seen_at from users where id = ${userId}`)
      expect(raw.rows).toEqual([{ last_seen_at: at }])
      const [again] = await tx.select().from(users).where(eq(users.id, userId))
      expect(again?.lastSeenAt).toEqual(at)
    })
  })
})

describe('errors', () => {
  it('are told apart through what Drizzle wraps them in', async () => {
    await town.db.drizzle.insert(users).values(person(1))
    const same = await failureOf(town.db.drizzle.insert(users).values({ ...person(2), username: 'NEW1' }))
    expect(isUniqueViolation(same)).toBe(true)
    expect(isUniqueViolation(same, 'users_username_key')).toBe(true)
    expect(isUniqueViolation(same, 'users_email_key')).toBe(false)
    expect(isDataError(same)).toBe(true)
    expect(isConnectionLost(same)).toBe(false)
    const inside = await failureOf(transaction(town.db, (tx) => tx.insert(users).values(person(1))))
    expect(isUniqueViolation(inside)).toBe(true)
    expect(isUniqueViolation(new Error('23505'))).toBe(false)
  })

  it('know a lock timeout and a statement timeout as "busy": nothing was done', async () => {
    await town.db.drizzle.transaction(async (tx) => {
      await tx.execute(sql`select 1 from users where id = ${userId} for update`)
      const waits = await failureOf(
        town.db.drizzle.transaction(async (other) => {
          await other.execute(sql`set local lock_timeout = '50ms'`)
          await other.execute(sql`select 1 from users where id = ${userId} for update`)
        }),
      )
      expect(sqlState(waits)).toBe('55P03')
      expect(isBusy(waits)).toBe(true)
      expect(isConnectionLost(waits)).toBe(false)
    })
    const slow = await failureOf(
      town.db.drizzle.transaction(async (tx) => {
        await tx.execute(sql`set local statement_timeout = '50ms'`)
        await tx.execute(sql`select pg_sleep(5)`)
      }),
    )
    expect(isBusy(slow)).toBe(true)
  })

  it('know every way to lose a connection', async () => {
    const proxy = await createProxy(town.url)
    const db = town.open(1, proxy.url)
    const lost = async (query: Promise<unknown>) => expect(isConnectionLost(await failureOf(query))).toBe(true)

    // Ended by an administrator, while a statement runs.
    const { rows } = await db.pool.query('select pg_backend_pid() as pid')
    const sleeping = lost(db.drizzle.execute(sql`select pg_sleep(5)`))
    await vi.waitFor(async () => {
      const found = await town.db.drizzle.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where pid = ${rows[0].pid} and query like '%pg_sleep%'`,
      )
      expect(found.rowCount).toBe(1)
    })
    await sleeping

    // Cut, while a statement runs.
    await db.drizzle.execute(sql`select 1`)
    const cut = lost(db.drizzle.execute(sql`select pg_sleep(5)`))
    await vi.waitFor(async () => {
      const found = await town.db.drizzle.execute(
        sql`select 1 from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'`,
      )
      expect(found.rowCount).toBe(1)
    })
    proxy.cut()
    await cut

    // Inside a transaction.
    await lost(
      db.drizzle.transaction(async (tx) => {
        await tx.execute(sql`select 1`)
        proxy.cut()
        await tx.execute(sql`select 1`)
      }),
    )

    // Nobody there.
    await proxy.stopListening()
    await lost(db.drizzle.execute(sql`select 1`))
    await lost(transaction(db, (tx) => tx.execute(sql`select 1`)))
    await proxy.listenAgain()

    // No answer to the query, and none to a new connection.
    const impatient = db.openPool({ maxConnections: 1, name: 'impatient', queryTimeoutMs: 200 })
    await impatient.query('select 1')
    proxy.holdAnswers()
    await lost(impatient.query('select 1'))
    await lost(impatient.query('select 1'))
    proxy.release()
    await vi.waitFor(() => impatient.query('select 1'))

    // Every connection taken.
    const client = await impatient.connect()
    await lost(impatient.query('select 1'))
    client.release()
    await impatient.end()
    await lost(impatient.query('select 1'))

    // After all that, one connection at most was lost at a time.
    await db.drizzle.execute(sql`select 1`)
    await db.close()
    await proxy.close()
  })
})

describe('a pool of one connection', () => {
  it('keeps serving after its connection was ended at any point of a transaction', async () => {
    const db = town.open(1)
    const end = async () => {
      await town.db.drizzle.execute(
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
      // Before `begin`, with no chance to notice.
      await remember(db.drizzle)
      await end()
      await db.drizzle
        .transaction(async (tx) => tx.execute(sql`select 1`))
        .catch((e) => expect(isConnectionLost(e)).toBe(true))
      // In the middle.
      const middle = await failureOf(
        db.drizzle.transaction(async (tx) => {
          await remember(tx)
          await end()
          await tx.execute(sql`select 1`)
        }),
      )
      expect(isConnectionLost(middle)).toBe(true)
      // Before `commit`.
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
    const proxy = await createProxy(town.url)
    const db = town.open(1, proxy.url)
    for (let round = 0; round < 3; round++) {
      await vi.waitFor(() => db.drizzle.execute(sql`select 1`))
      // Cut, and asked before the client can have heard of it.
      proxy.cut()
      expect(isConnectionLost(await failureOf(db.drizzle.transaction(async () => 'never')))).toBe(true)
    }
    await vi.waitFor(() => db.drizzle.execute(sql`select 1`))
    await db.close()
    await proxy.close()
  })

  it('hands on no transaction that began after nobody waited for it any more', async () => {
    const proxy = await createProxy(town.url)
    const db = town.open(1, proxy.url, 300)
    await db.drizzle.execute(sql`select 1`)
    proxy.holdAnswers()
    expect(isConnectionLost(await failureOf(db.drizzle.transaction(async () => 'never')))).toBe(true)
    proxy.release()
    const { rows } = await vi.waitFor(() => db.pool.query('select now() = statement_timestamp() as alone'))
    expect(rows).toEqual([{ alone: true }])
    await db.close()
    await proxy.close()
  })

  it('gives up a transaction without an answer once, not once more for its rollback', async () => {
    const proxy = await createProxy(town.url)
    const db = town.open(1, proxy.url, 1_000)
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
    proxy.release()
    await vi.waitFor(() => db.drizzle.execute(sql`select 1`))
    await db.close()
    await proxy.close()
  })

  it('takes back no connection inside a transaction', async () => {
    const db = town.open(1)
    await failureOf(
      db.drizzle.transaction(async (tx) => {
        // What a verb must never do; the next one on this connection must not inherit it.
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
    const db = town.open(1)
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
