import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannel } from '../../src/locks.ts'
import { AppendError } from '../../src/message-log/append-error.ts'
import type { NewMessage } from '../../src/message-log/append-messages.ts'
import { createMessageLog, type MessageLog } from '../../src/message-log/message-log.ts'
import { blocks, channels, members, messages } from '../../src/schema/index.ts'
import { transaction } from '../../src/transaction.ts'
import { createFixture, cycle, silent } from '../fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let fixture: Awaited<ReturnType<typeof createFixture>>
let [ada, ben, cem] = ['', '', '']
let log: MessageLog

beforeAll(async () => {
  fixture = await createFixture(8)
  ;[ada, ben, cem] = [cycle(fixture.userIds, 0), cycle(fixture.userIds, 1), cycle(fixture.userIds, 2)]
  log = createMessageLog(fixture.db, { onCommitted() {}, log: silent })
}, 60_000)
afterAll(async () => {
  await log?.close()
  await fixture?.drop()
})

type More = Partial<Omit<NewMessage, 'channelId' | 'userId'>>
const send = (channelId: string, userId: string, more: More = {}) =>
  log.append({ channelId, userId, clientId: randomUUID(), content: 'hello', ...more })
const refusal = (promise: Promise<unknown>): Promise<AppendError> =>
  promise.then(
    () => expect.fail('was appended'),
    (error: unknown) => (error instanceof AppendError ? error : expect.fail(String(error))),
  )
const reasonOf = async (promise: Promise<unknown>) => (await refusal(promise)).reason
/** For each: `appended`, or the reason why not. */
const outcomes = async (...sent: Promise<unknown>[]) =>
  (await Promise.allSettled(sent)).map((one) => (one.status === 'fulfilled' ? 'appended' : one.reason.reason))

const direct = async (one: string, other: string) => {
  const id = randomUUID()
  await fixture.db.drizzle.insert(channels).values({ id, kind: 'direct', directKey: [one, other].sort().join(':') })
  await fixture.db.drizzle.insert(members).values([one, other].map((userId) => ({ channelId: id, userId })))
  return id
}
const threadBelow = async (parentChannelId: string, parentNumber: number) => {
  const id = randomUUID()
  await fixture.db.drizzle.insert(channels).values({ id, kind: 'thread', parentChannelId, parentNumber })
  return id
}
const stored = (channelId: string) =>
  fixture.db.drizzle.select().from(messages).where(eq(messages.channelId, channelId)).orderBy(asc(messages.number))
const membersOf = (channelId: string) =>
  fixture.db.drizzle.select().from(members).where(eq(members.channelId, channelId))

describe('a reply with a quote', () => {
  it('is to a message of the same channel that was there before its batch', async () => {
    const [channelId, other] = [await fixture.createChannel([ada, ben]), await fixture.createChannel([ada])]
    for (let i = 0; i < 3; i++) await send(other, ada)
    await send(channelId, ada)
    expect((await send(channelId, ben, { replyTo: 1 })).message.replyTo).toBe(1)
    for (const replyTo of [0, -1, 3, 4]) expect(await reasonOf(send(channelId, ben, { replyTo }))).toBe('noreply')
    expect(await outcomes(send(channelId, ada), send(channelId, ben, { replyTo: 3 }))).toEqual(['appended', 'noreply'])
    expect(await stored(channelId)).toHaveLength(3)
  })

  it('is not to what was removed from the start', async () => {
    const channelId = await fixture.createChannel([ada])
    for (let i = 0; i < 3; i++) await send(channelId, ada)
    await fixture.db.drizzle.update(channels).set({ firstNumber: 3 }).where(eq(channels.id, channelId))
    expect(await outcomes(send(channelId, ada, { replyTo: 2 }), send(channelId, ada, { replyTo: 3 }))).toEqual([
      'noreply',
      'appended',
    ])
  })
})

describe('slow mode', () => {
  const slowChannel = async (slowModeSeconds: number) => {
    const channelId = await fixture.createChannel([ada, ben, cem])
    await fixture.db.drizzle.update(channels).set({ slowModeSeconds }).where(eq(channels.id, channelId))
    await fixture.db.drizzle
      .update(members)
      .set({ role: 'admin' })
      .where(and(eq(members.channelId, channelId), eq(members.userId, cem)))
    return channelId
  }
  const sentAgo = (channelId: string, userId: string, seconds: number) =>
    fixture.db.drizzle
      .update(members)
      .set({ lastSentAt: new Date(Date.now() - seconds * 1_000) })
      .where(and(eq(members.channelId, channelId), eq(members.userId, userId)))

  it('takes one message of a member and then says how long to wait; admins need not', async () => {
    const channelId = await slowChannel(60)
    await send(channelId, ada)
    const refused = await refusal(send(channelId, ada))
    expect(refused.reason).toBe('slow')
    expect(refused.retryAfterMs).toBeGreaterThan(30_000)
    expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000)
    await send(channelId, ben)
    expect(await outcomes(send(channelId, cem), send(channelId, cem))).toEqual(['appended', 'appended'])
    await sentAgo(channelId, ada, 61)
    await send(channelId, ada)
    expect(await stored(channelId)).toHaveLength(5)
  })

  it('takes of several in one batch the first that is good, and numbers go on without the others', async () => {
    const channelId = await slowChannel(60)
    const sent = [
      send(channelId, ada, { replyTo: 7 }),
      send(channelId, ada, { content: 'first' }),
      send(channelId, ada),
      send(channelId, ben, { content: 'of another' }),
      send(channelId, ada),
    ]
    expect(await outcomes(...sent)).toEqual(['noreply', 'appended', 'slow', 'appended', 'slow'])
    const rows = await stored(channelId)
    expect(rows.map(({ number, content }) => [number, content])).toEqual([
      [1, 'first'],
      [2, 'of another'],
    ])
    expect(await refusal(send(channelId, ben))).toMatchObject({ reason: 'slow' })
  })

  it('answers a retry first, and counts what was sent before it was turned on', async () => {
    const channelId = await slowChannel(0)
    const clientId = randomUUID()
    await send(channelId, ada, { clientId })
    await fixture.db.drizzle.update(channels).set({ slowModeSeconds: 60 }).where(eq(channels.id, channelId))
    expect(await send(channelId, ada, { clientId })).toMatchObject({ fresh: false, message: { number: 1 } })
    expect(await reasonOf(send(channelId, ada))).toBe('slow')
  })

  it("is the channel's own: a thread below it has none", async () => {
    const channelId = await slowChannel(60)
    await send(channelId, ada)
    const thread = await threadBelow(channelId, 1)
    expect(await outcomes(send(thread, ada), send(thread, ada))).toEqual(['appended', 'appended'])
  })
})

describe('a block', () => {
  const block = (userId: string, blockedId: string) => fixture.db.drizzle.insert(blocks).values({ userId, blockedId })
  const lift = () => fixture.db.drizzle.update(blocks).set({ liftedAt: new Date() })

  it('ends what two people write to each other, whoever blocked, until it is lifted', async () => {
    const [one, other] = [cycle(fixture.userIds, 4), cycle(fixture.userIds, 5)]
    const [channelId, group] = [await direct(one, other), await fixture.createChannel([one, other])]
    await send(channelId, one)
    const clientId = randomUUID()
    await send(channelId, other, { clientId })
    await block(one, other)
    expect(await outcomes(send(channelId, one), send(channelId, other))).toEqual(['blocked', 'blocked'])
    expect(await send(channelId, other, { clientId })).toMatchObject({ fresh: false, message: { number: 2 } })
    expect(await outcomes(send(group, one), send(group, other))).toEqual(['appended', 'appended'])
    expect(await outcomes(send(await direct(one, ben), one), send(await direct(other, ben), other))).toEqual([
      'appended',
      'appended',
    ])
    await lift()
    expect(await outcomes(send(channelId, one), send(channelId, other))).toEqual(['appended', 'appended'])
  })

  it('holds in threads of a direct conversation, and who is refused does not join', async () => {
    const [one, other] = [cycle(fixture.userIds, 4), cycle(fixture.userIds, 6)]
    const channelId = await direct(one, other)
    await send(channelId, one)
    const thread = await threadBelow(channelId, 1)
    await block(other, one)
    expect(await outcomes(send(thread, one), send(thread, other))).toEqual(['blocked', 'blocked'])
    expect(await membersOf(thread)).toEqual([])
    await lift()
    expect(await outcomes(send(thread, one), send(thread, other))).toEqual(['appended', 'appended'])
  })

  it('that is committed under the lock of the conversation is seen by whoever waited for it', async () => {
    const [one, other] = [cycle(fixture.userIds, 5), cycle(fixture.userIds, 6)]
    const channelId = await direct(one, other)
    let sent: Promise<string> = Promise.resolve('')
    await transaction(fixture.db, async (tx) => {
      await lockChannel(tx, channelId)
      sent = reasonOf(send(channelId, one))
      await tx.insert(blocks).values({ userId: other, blockedId: one })
      await tx.execute('select pg_sleep(0.1)')
    })
    expect(await sent).toBe('blocked')
  })

  it('keeps the two from mentioning each other by name, and nobody else', async () => {
    const [one, other] = [cycle(fixture.userIds, 4), cycle(fixture.userIds, 7)]
    const channelId = await fixture.createChannel(fixture.userIds)
    await block(one, other)
    const content = '@user4 @user5 @user7 @channel'
    expect((await send(channelId, other, { content })).message.mentionedUserIds).toEqual([cycle(fixture.userIds, 5)])
    expect((await send(channelId, one, { content })).message.mentionedUserIds).toEqual([cycle(fixture.userIds, 5)])
    await lift()
    expect((await send(channelId, other, { content })).message.mentionedUserIds).toContain(one)
  })
})
