import { openDatabase, schema } from '@chime/db'
import { createTestDatabase, type TestDatabase } from '@chime/testing/postgres'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeError } from '../../src/describe-error.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('an error in the log', () => {
  it('of the database says what failed, and none of the values', async () => {
    const db = openDatabase({ url: database.url, maxConnections: 1, log: pino({ level: 'silent' }) })
    const row = { username: 'someone', email: 'private@example.com', passwordHash: 'hunter2' }
    await db.drizzle.insert(schema.users).values(row)
    const error = await db.drizzle
      .insert(schema.users)
      .values(row)
      .then(
        () => null,
        (error: unknown) => error,
      )
    await db.close()
    // Drizzle's own message does contain the value.
    expect(String(error instanceof Error ? error.message : '')).toContain('hunter2')
    const described = describeError(error)
    const text = JSON.stringify(described)
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain('private@example.com')
    expect(described.query).toContain('insert into "users"')
    expect(described.cause).toMatchObject({ code: '23505', message: expect.stringContaining('users_username_key') })
    // Whoever wraps it repeats its message, as tRPC does.
    const wrapped = new Error(`it failed: ${(error as Error).message}`, { cause: error })
    const aggregate = new AggregateError([wrapped, new Error('another')], (error as Error).message)
    const later = Object.assign(new Error('first'), { message: (error as Error).message, cause: error })
    for (const outer of [wrapped, aggregate, later]) {
      const text = JSON.stringify(describeError(outer))
      expect(text).not.toContain('hunter2')
      expect(text).not.toContain('private@example.com')
      expect(text).toContain('describe-error.test.ts')
    }
  })

  it('of Postgres about a value says its code only', async () => {
    const db = openDatabase({ url: database.url, maxConnections: 1, log: pino({ level: 'silent' }) })
    const statements = [
      `select 'hunter2'::uuid`,
      `select 'hunter2'::int`,
      `do $$ begin raise exception 'the row was %', 'hunter2'; end $$`,
      `do $$ begin raise exception 'the row was %', 'hunter2' using errcode = '23514', detail = 'hunter2', hint = 'hunter2'; end $$`,
    ]
    for (const statement of statements) {
      const error = await db.pool.query(statement).catch((error: unknown) => error)
      expect(String(error)).toContain('hunter2')
      const text = JSON.stringify(describeError(new Error(`wrapped: ${String(error)}`, { cause: error })))
      expect(text).not.toContain('hunter2')
    }
    await db.close()
  })

  it('that is its own cause, or has very many, is described all the same', () => {
    const loop = new Error('a loop')
    loop.cause = loop
    expect(describeError(loop)).toMatchObject({ message: 'a loop', cause: { message: 'a loop' } })
    let deep = new Error('the first')
    for (let i = 0; i < 1_000; i++) deep = new Error('the next', { cause: deep })
    expect(JSON.stringify(describeError(deep)).length).toBeLessThan(50_000)
  })

  it('of our own keeps message, stack and cause', () => {
    const cause = Object.assign(new TypeError('the cause'), { code: 'ECODE' })
    const described = describeError(new Error('what failed', { cause }))
    expect(described).toMatchObject({
      type: 'Error',
      message: 'what failed',
      stack: expect.stringContaining('describe-error.test.ts'),
      cause: { type: 'TypeError', message: 'the cause', code: 'ECODE' },
    })
  })

  it('that is none is told as it is', () => {
    expect(describeError('a thrown text')).toEqual({ type: 'string', message: 'a thrown text' })
    expect(describeError(undefined)).toEqual({ type: 'undefined', message: 'undefined' })
  })
})
