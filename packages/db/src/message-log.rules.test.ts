import { randomUUID } from 'node:crypto'
import type { Poll } from '@chime/protocol'
import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannel } from './change.ts'
import { AppendError, type Committed, createMessageLog, type MessageLog, type NewMessage } from './message-log.ts'
import { attachments, blocks, channels, members, messages } from './schema.ts'
import { createTown, silent, turn } from './test-data.ts'
import { transaction } from './transaction.ts'

// On a machine that is busy with other things a second is soon gone.
vi.setConfig({ testTimeout: 60_000 })

let town: Awaited<ReturnType<typeof createTown>>
let [ada, ben, cem] = ['', '', '']
let log: MessageLog
const committed: Committed[] = []

beforeAll(async () => {
  town = await createTown(8)
  ;[ada, ben, cem] = [turn(town.userIds, 0), turn(town.userIds, 1), turn(town.userIds, 2)]
  log = createMessageLog(town.db, { onCommitted: (one) => committed.push(one), log: silent })
}, 60_000)
afterAll(async () => {
  await log?.close()
  await town?.drop()
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
/** `appended`, or why not, of each. */
const outcomes = async (...sent: Promise<unknown>[]) =>
  (await Promise.allSettled(sent)).map((one) => (one.status === 'fulfilled' ? 'appended' : one.reason.reason))

const { random } = Math
const direct = async (one: string, other: string) => {
  const id = randomUUID()
  await town.db.drizzle.insert(channels).values({ id, kind: 'direct', directKey: [one, other].sort().join(':') })
  await town.db.drizzle.insert(members).values([one, other].map((userId) => ({ channelId: id, userId })))
  return id
}
const threadBelow = async (parentChannelId: string, parentNumber: number) => {
  const id = randomUUID()
  await town.db.drizzle.insert(channels).values({ id, kind: 'thread', parentChannelId, parentNumber })
  return id
}
const stored = (channelId: string) =>
  town.db.drizzle.select().from(messages).where(eq(messages.channelId, channelId)).orderBy(asc(messages.number))
const membersOf = (channelId: string) => town.db.drizzle.select().from(members).where(eq(members.channelId, channelId))

describe('a reply with a quote', () => {
  it('is to a message of the same channel that was there before its batch', async () => {
    const [channelId, other] = [await town.createChannel([ada, ben]), await town.createChannel([ada])]
    for (let i = 0; i < 3; i++) await send(other, ada)
    await send(channelId, ada)
    expect((await send(channelId, ben, { replyTo: 1 })).message.replyTo).toBe(1)
    for (const replyTo of [0, -1, 3, 4]) expect(await reasonOf(send(channelId, ben, { replyTo }))).toBe('noreply')
    expect(await outcomes(send(channelId, ada), send(channelId, ben, { replyTo: 3 }))).toEqual(['appended', 'noreply'])
    expect(await stored(channelId)).toHaveLength(3)
  })

  it('is not to what was removed from the start', async () => {
    const channelId = await town.createChannel([ada])
    for (let i = 0; i < 3; i++) await send(channelId, ada)
    await town.db.drizzle.update(channels).set({ firstNumber: 3 }).where(eq(channels.id, channelId))
    expect(await outcomes(send(channelId, ada, { replyTo: 2 }), send(channelId, ada, { replyTo: 3 }))).toEqual([
      'noreply',
      'appended',
    ])
  })
})

describe('slow mode', () => {
  const slowChannel = async (slowModeSeconds: number) => {
    const channelId = await town.createChannel([ada, ben, cem])
    await town.db.drizzle.update(channels).set({ slowModeSeconds }).where(eq(channels.id, channelId))
    await town.db.drizzle
      .update(members)
      .set({ role: 'admin' })
      .where(and(eq(members.channelId, channelId), eq(members.userId, cem)))
    return channelId
  }
  const sentAgo = (channelId: string, userId: string, seconds: number) =>
    town.db.drizzle
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
    await town.db.drizzle.update(channels).set({ slowModeSeconds: 60 }).where(eq(channels.id, channelId))
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
  const block = (userId: string, blockedId: string) => town.db.drizzle.insert(blocks).values({ userId, blockedId })
  const lift = () => town.db.drizzle.update(blocks).set({ liftedAt: new Date() })

  it('ends what two people write to each other, whoever blocked, until it is lifted', async () => {
    const [one, other] = [turn(town.userIds, 4), turn(town.userIds, 5)]
    const [channelId, group] = [await direct(one, other), await town.createChannel([one, other])]
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
    const [one, other] = [turn(town.userIds, 4), turn(town.userIds, 6)]
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
    const [one, other] = [turn(town.userIds, 5), turn(town.userIds, 6)]
    const channelId = await direct(one, other)
    let sent: Promise<string> = Promise.resolve('')
    await transaction(town.db, async (tx) => {
      await lockChannel(tx, channelId)
      sent = reasonOf(send(channelId, one))
      await tx.insert(blocks).values({ userId: other, blockedId: one })
      await tx.execute('select pg_sleep(0.1)')
    })
    expect(await sent).toBe('blocked')
  })

  it('keeps the author from mentioning by name who blocked them, and nobody else', async () => {
    const [one, other] = [turn(town.userIds, 4), turn(town.userIds, 7)]
    const channelId = await town.createChannel(town.userIds)
    await block(one, other)
    const content = '@user4 @user5 @user7 @channel'
    expect((await send(channelId, other, { content })).message.mentionedUserIds).toEqual([turn(town.userIds, 5)])
    expect((await send(channelId, one, { content })).message.mentionedUserIds).toEqual([turn(town.userIds, 5), other])
    await lift()
    expect((await send(channelId, other, { content })).message.mentionedUserIds).toContain(one)
  })
})

describe('attachments', () => {
  type Upload = Partial<typeof attachments.$inferInsert>
  const upload = async (channelId: string, userId: string, more: Upload = {}) => {
    const file = { channelId, userId, name: 'cat.png', type: 'image/png', size: 7, storeKey: String(random()) }
    const [row] = await town.db.drizzle
      .insert(attachments)
      .values({ state: 'ready', ...file, ...more })
      .returning({ id: attachments.id })
    return row?.id ?? expect.fail()
  }
  const fileRow = async (id: string) => {
    const [row] = await town.db.drizzle.select().from(attachments).where(eq(attachments.id, id))
    return row ?? expect.fail()
  }

  it('stand in their message in the order given, and belong to it from the same commit on', async () => {
    const channelId = await town.createChannel([ada])
    await send(channelId, ada)
    const picture = await upload(channelId, ada, { width: 30, height: 20, preview: 'data:image/png;base64,x' })
    const text = await upload(channelId, ada, { name: 'a.txt', type: 'text/plain', size: 9 })
    const { message } = await send(channelId, ada, { content: '', attachmentIds: [text, picture.toUpperCase()] })
    const none = { width: null, height: null, preview: null }
    expect(message.attachments).toEqual([
      { id: text, name: 'a.txt', type: 'text/plain', size: 9, ...none },
      {
        id: picture,
        name: 'cat.png',
        type: 'image/png',
        size: 7,
        width: 30,
        height: 20,
        preview: 'data:image/png;base64,x',
      },
    ])
    expect(await stored(channelId)).toContainEqual(message)
    expect([(await fileRow(text)).number, (await fileRow(picture)).number]).toEqual([2, 2])
  })

  it('of others, for elsewhere, not ready, sent already, twice, or of nobody are refused, and nothing is written', async () => {
    const [channelId, other] = [await town.createChannel([ada, ben]), await town.createChannel([ada])]
    const good = await upload(channelId, ada)
    const sent = await upload(channelId, ada)
    await send(channelId, ada, { attachmentIds: [sent] })
    const bad = [
      [await upload(channelId, ben)],
      [await upload(other, ada)],
      [await upload(channelId, ada, { channelId: null })],
      [await upload(channelId, ada, { state: 'waiting' })],
      [await upload(channelId, ada, { state: 'refused' })],
      [sent],
      [randomUUID()],
      [good, good],
      [good, randomUUID()],
    ]
    for (const attachmentIds of bad) {
      expect(await reasonOf(send(channelId, ada, { attachmentIds }))).toBe('noattachment')
    }
    expect((await fileRow(good)).number).toBe(null)
    expect(await stored(channelId)).toHaveLength(1)
    await send(channelId, ada, { attachmentIds: [good] })
  })

  it('are sent once, also when two messages at once would have them, in one batch or on two nodes', async () => {
    const channelId = await town.createChannel([ada])
    const [one, two] = [await upload(channelId, ada), await upload(channelId, ada)]
    expect(
      await outcomes(
        send(channelId, ada, { attachmentIds: [one] }),
        send(channelId, ada),
        send(channelId, ada, { attachmentIds: [two, one] }),
      ),
    ).toEqual(['appended', 'appended', 'noattachment'])
    const node = createMessageLog(town.open(), { onCommitted() {}, log: silent })
    const message = { channelId, userId: ada, content: '', attachmentIds: [two] }
    const both = [log, node].map((log) => log.append({ ...message, clientId: randomUUID() }))
    expect((await outcomes(...both)).sort()).toEqual(['appended', 'noattachment'])
    await node.close()
  })

  it('of a retry are those of the first try', async () => {
    const channelId = await town.createChannel([ada])
    const [one, two] = [await upload(channelId, ada), await upload(channelId, ada)]
    const clientId = randomUUID()
    const { message } = await send(channelId, ada, { clientId, attachmentIds: [one] })
    for (const attachmentIds of [[one], [two], undefined]) {
      expect(await send(channelId, ada, { clientId, attachmentIds })).toEqual({ message, fresh: false })
    }
    expect((await fileRow(two)).number).toBe(null)
  })

  it('that are refused make nobody join a thread', async () => {
    const channelId = await town.createChannel([ada])
    await send(channelId, ada)
    const thread = await threadBelow(channelId, 1)
    const refused = [send(thread, ada, { attachmentIds: [randomUUID()] }), send(thread, ada, { replyTo: 1 })]
    expect(await outcomes(...refused)).toEqual(['noattachment', 'noreply'])
    expect(await membersOf(thread)).toEqual([])
    const good = await upload(thread, ada)
    expect((await send(thread, ada, { attachmentIds: [good] })).message.attachments).toMatchObject([{ id: good }])
    expect(await membersOf(thread)).toMatchObject([{ userId: ada }])
  })
})

describe('a message', () => {
  const poll: Poll = { options: [{ text: 'yes', count: 0, userIds: [] }], multiple: false, closedAt: null }

  it('may be a poll, or forwarded; beside others of its batch that are neither', async () => {
    const channelId = await town.createChannel([ada])
    const forwarded = { channelId: randomUUID(), number: 3, userId: ben, createdAt: new Date().toISOString() }
    const sent = await Promise.all([
      send(channelId, ada),
      send(channelId, ada, { poll }),
      send(channelId, ada, { forwarded, replyTo: undefined }),
    ])
    expect(sent.map(({ message }) => [message.poll, message.forwarded])).toEqual([
      [null, null],
      [poll, null],
      [null, forwarded],
    ])
    expect(committed.flatMap(({ messages }) => messages)).toContainEqual(sent[1]?.message)
  })

  it('that is forwarded calls nobody whom it mentions', async () => {
    const channelId = await town.createChannel([ada, ben])
    const forwarded = { channelId: randomUUID(), number: 3, userId: ben, createdAt: new Date().toISOString() }
    const content = '@user1 @channel'
    expect((await send(channelId, ada, { content })).message).toMatchObject({ mentionedUserIds: [ben] })
    const { message } = await send(channelId, ada, { content, forwarded })
    expect(message).toMatchObject({ content, mentionedUserIds: null, mentionedEveryone: null })
  })
})
