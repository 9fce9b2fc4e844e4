import { randomUUID } from 'node:crypto'
import type { ChannelKind, Log } from '@chime/protocol'
import { createTestDatabase } from '@chime/testing/postgres'
import { expect } from 'vitest'
import { openDatabase } from '../src/driver.ts'
import { channels, members, users } from '../src/schema/index.ts'

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** A database with `people` users. Each `open()` opens another pool on it, as another node would. */
export async function createFixture(people: number) {
  const test = await createTestDatabase()
  const opened: { close(): Promise<void> }[] = []
  const open = (maxConnections?: number, url = test.url, queryTimeoutMs?: number) => {
    const db = openDatabase({ url, maxConnections, queryTimeoutMs, log: silent })
    opened.push(db)
    return db
  }
  const db = open()
  const userIds = Array.from({ length: people }, () => randomUUID()).sort()
  await db.drizzle
    .insert(users)
    .values(userIds.map((id, i) => ({ id, username: `user${i}`, email: `user${i}@example.org`, passwordHash: '-' })))

  async function createChannel(memberIds: readonly string[], kind: ChannelKind = 'group') {
    const id = randomUUID()
    await db.drizzle.insert(channels).values({ id, kind, name: 'A channel', directKey: kind === 'direct' ? id : null })
    if (memberIds.length > 0) {
      await db.drizzle.insert(members).values(memberIds.map((userId) => ({ channelId: id, userId })))
    }
    return id
  }

  return {
    url: test.url,
    db,
    open,
    userIds,
    createChannel,
    async drop() {
      await Promise.all(opened.map((one) => one.close()))
      await test.drop()
    },
  }
}

/** What a promise rejects with. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('did not fail'),
    (error: unknown) => error,
  )
}

/** The element at `i`; after the last one comes the first again. */
export function cycle<T>(list: readonly T[], i: number): T {
  const found = list[i % list.length]
  if (found === undefined) throw new Error('the list is empty')
  return found
}
