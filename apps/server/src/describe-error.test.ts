import { openDatabase, schema } from '@chime/db'
import { createTestDatabase, type TestDatabase } from '@chime/db/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeError } from './describe-error.ts'

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
    // It is in there.
    expect(String(error instanceof Error ? error.message : '')).toContain('hunter2')
    const described = describeError(error)
    const text = JSON.stringify(described)
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain('private@example.com')
    expect(described.query).toContain('insert into "users"')
    expect(described.cause).toMatchObject({ code: '23505', message: expect.stringContaining('users_username_key') })
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
