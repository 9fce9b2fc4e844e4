import { startProxy } from '@chime/testing/tcp-proxy'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isBusy, isConnectionLost, isDataError, isUniqueViolation, sqlState } from '../src/errors.ts'
import { users } from '../src/schema/index.ts'
import { transaction } from '../src/transaction.ts'
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

describe('errors', () => {
  it('are told apart through what Drizzle wraps them in', async () => {
    await fixture.db.drizzle.insert(users).values(person(1))
    const same = await failureOf(fixture.db.drizzle.insert(users).values({ ...person(2), username: 'NEW1' }))
    expect(isUniqueViolation(same)).toBe(true)
    expect(isUniqueViolation(same, 'users_username_key')).toBe(true)
    expect(isUniqueViolation(same, 'users_email_key')).toBe(false)
    expect(isDataError(same)).toBe(true)
    expect(isConnectionLost(same)).toBe(false)
    const inside = await failureOf(transaction(fixture.db, (tx) => tx.insert(users).values(person(1))))
    expect(isUniqueViolation(inside)).toBe(true)
    expect(isUniqueViolation(new Error('23505'))).toBe(false)
  })

  it('know a lock timeout and a statement timeout as "busy": nothing was done', async () => {
    await fixture.db.drizzle.transaction(async (tx) => {
      await tx.execute(sql`select 1 from users where id = ${userId} for update`)
      const waits = await failureOf(
        fixture.db.drizzle.transaction(async (other) => {
          await other.execute(sql`set local lock_timeout = '50ms'`)
          await other.execute(sql`select 1 from users where id = ${userId} for update`)
        }),
      )
      expect(sqlState(waits)).toBe('55P03')
      expect(isBusy(waits)).toBe(true)
      expect(isConnectionLost(waits)).toBe(false)
    })
    const slow = await failureOf(
      fixture.db.drizzle.transaction(async (tx) => {
        await tx.execute(sql`set local statement_timeout = '50ms'`)
        await tx.execute(sql`select pg_sleep(5)`)
      }),
    )
    expect(isBusy(slow)).toBe(true)
  })

  it('know every way to lose a connection', async () => {
    const proxy = await startProxy(fixture.url)
    const db = fixture.open(1, proxy.url)
    const lost = async (query: Promise<unknown>) => expect(isConnectionLost(await failureOf(query))).toBe(true)

    // An administrator ends the session while a statement runs.
    const { rows } = await db.pool.query('select pg_backend_pid() as pid')
    const sleeping = lost(db.drizzle.execute(sql`select pg_sleep(5)`))
    await vi.waitFor(async () => {
      const found = await fixture.db.drizzle.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where pid = ${rows[0].pid} and query like '%pg_sleep%'`,
      )
      expect(found.rowCount).toBe(1)
    })
    await sleeping

    // The network is cut while a statement runs.
    await db.drizzle.execute(sql`select 1`)
    const cut = lost(db.drizzle.execute(sql`select pg_sleep(5)`))
    await vi.waitFor(async () => {
      const found = await fixture.db.drizzle.execute(
        sql`select 1 from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'`,
      )
      expect(found.rowCount).toBe(1)
    })
    proxy.cut()
    await cut

    // The network is cut inside a transaction.
    await lost(
      db.drizzle.transaction(async (tx) => {
        await tx.execute(sql`select 1`)
        proxy.cut()
        await tx.execute(sql`select 1`)
      }),
    )

    // No server listens.
    await proxy.stopListening()
    await lost(db.drizzle.execute(sql`select 1`))
    await lost(transaction(db, (tx) => tx.execute(sql`select 1`)))
    await proxy.listenAgain()

    // The server answers neither the query nor a new connection.
    const impatient = db.openPool({ maxConnections: 1, name: 'impatient', queryTimeoutMs: 200 })
    await impatient.query('select 1')
    proxy.holdAnswers()
    await lost(impatient.query('select 1'))
    await lost(impatient.query('select 1'))
    proxy.mend()
    await vi.waitFor(() => impatient.query('select 1'))

    // Every connection of the pool is taken.
    const client = await impatient.connect()
    await lost(impatient.query('select 1'))
    client.release()
    await impatient.end()
    await lost(impatient.query('select 1'))

    // After all that the pool still works.
    await db.drizzle.execute(sql`select 1`)
    await db.close()
    await proxy.close()
  })
})
