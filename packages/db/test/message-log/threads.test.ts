import { randomUUID } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { lockChannels } from '../../src/locks.ts'
import { AppendError } from '../../src/message-log/append-error.ts'
import type { Committed } from '../../src/message-log/commit-batch.ts'
import { createMessageLog, type MessageLog } from '../../src/message-log/message-log.ts'
import { channels, members, mentions, messages, users } from '../../src/schema/index.ts'
import { transaction } from '../../src/transaction.ts'
import { createFixture, cycle, silent } from '../fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let fixture: Awaited<ReturnType<typeof createFixture>>
let [ada, ben, cem, eve] = ['', '', '', '']
let people: string[] = []
let log: MessageLog
let committed: Committed[] = []

beforeAll(async () => {
  fixture = await createFixture(8)
  people = fixture.userIds
  ;[ada, ben, cem, eve] = [
    cycle(fixture.userIds, 0),
    cycle(fixture.userIds, 1),
    cycle(fixture.userIds, 2),
    cycle(fixture.userIds, 3),
  ]
  log = createMessageLog(fixture.db, { onCommitted: (one) => committed.push(one), log: silent })
}, 60_000)
afterAll(async () => {
  await log?.close()
  await fixture?.drop()
})

const send = (channelId: string, userId: string, content = 'hello', clientId: string = randomUUID()) =>
  log.append({ channelId, userId, clientId, content })
const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'appended',
    (error: unknown) => (error instanceof AppendError ? `${error.reason} ${error.kind ?? ''}`.trim() : String(error)),
  )

async function threadBelow(parentChannelId: string, parentNumber: number): Promise<string> {
  const id = randomUUID()
  await fixture.db.drizzle.insert(channels).values({ id, kind: 'thread', parentChannelId, parentNumber })
  return id
}
async function channelRow(id: string) {
  const [row] = await fixture.db.drizzle.select().from(channels).where(eq(channels.id, id))
  return row ?? expect.fail()
}
async function messageRow(channelId: string, number: number) {
  const where = and(eq(messages.channelId, channelId), eq(messages.number, number))
  const [row] = await fixture.db.drizzle.select().from(messages).where(where)
  return row ?? expect.fail()
}
async function memberRow(channelId: string, userId: string) {
  const where = and(eq(members.channelId, channelId), eq(members.userId, userId))
  const [row] = await fixture.db.drizzle.select().from(members).where(where)
  return row
}
const mentionsOf = (channelId: string) =>
  fixture.db.drizzle.select().from(mentions).where(eq(mentions.channelId, channelId)).orderBy(asc(mentions.number))

describe('a reply in a thread', () => {
  it('changes the message above in the same commit, and both channels are told once', async () => {
    const parent = await fixture.createChannel([ada, ben])
    await send(parent, ada)
    await send(parent, ada)
    const thread = await threadBelow(parent, 1)
    committed = []
    await send(thread, ben, 'first')
    await vi.waitFor(() => expect(committed).toHaveLength(2))
    const above = committed.find((one) => one.channelId === parent)
    const below = committed.find((one) => one.channelId === thread)
    expect(above).toMatchObject({ after: 2, revision: 3, joined: [] })
    expect(above?.messages).toMatchObject([
      { number: 1, revision: 3, threadChannelId: thread, threadReplies: 1, threadUserIds: [ben] },
    ])
    expect(above?.messages[0]).toEqual(await messageRow(parent, 1))
    // Members who joined come before their messages, and the revisions have no gap.
    expect(below).toMatchObject({ after: 0, revision: 3, messages: [{ number: 1, revision: 3, content: 'first' }] })
    // The rows are as they were on joining: who writes, and who wrote the message above.
    const [author, member] = [await memberRow(thread, ada), await memberRow(thread, ben)]
    const joined = [author, { ...member, skipped: 0, lastSentAt: null }]
    expect(below?.joined).toEqual(joined.sort((a, b) => (a?.revision ?? 0) - (b?.revision ?? 0)))
    expect(member).toMatchObject({ role: 'member', leftAt: null, readNumber: 0, readCounted: 0, skipped: 1 })
    expect(author).toMatchObject({ role: 'member', leftAt: null, readNumber: 0, readCounted: 0, skipped: 0 })
    expect(await channelRow(parent)).toMatchObject({ lastNumber: 2, counted: 2, revision: 3 })
    expect(await channelRow(thread)).toMatchObject({ lastNumber: 1, counted: 1, revision: 3 })
  })

  it('and messages above it in one batch give each channel one publication without a gap', async () => {
    const parent = await fixture.createChannel(fixture.userIds)
    await send(parent, ada)
    await send(parent, ada)
    const threads = [await threadBelow(parent, 1), await threadBelow(parent, 2)]
    committed = []
    const own = createMessageLog(fixture.db, {
      onCommitted: (one) => committed.push(one),
      log: silent,
      limits: { queues: 1 },
    })
    const all = [parent, ...threads]
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        own.append({
          channelId: cycle(all, i),
          userId: cycle(fixture.userIds, i),
          clientId: randomUUID(),
          content: `${i}`,
        }),
      ),
    )
    await own.close()
    for (const channelId of all) {
      const mine = committed.filter((one) => one.channelId === channelId)
      const revisions = mine.flatMap((one) => [...one.joined, ...one.messages].map((row) => row.revision))
      const first = revisions[0] ?? 0
      expect(revisions).toEqual(revisions.map((_, i) => first + i))
      expect(mine.at(-1)?.revision).toBe((await channelRow(channelId)).revision)
    }
    const above = await messageRow(parent, 1)
    expect(above).toMatchObject({ threadReplies: 20 })
    expect(above.threadLastReplyAt).toEqual((await messageRow(cycle(threads, 0), 20)).createdAt)
    const replies = await fixture.db.drizzle
      .select()
      .from(messages)
      .where(eq(messages.channelId, cycle(threads, 0)))
      .orderBy(asc(messages.number))
    expect(above.threadUserIds).toEqual([...new Set(replies.map((row) => row.userId))].slice(0, 3))
    // The own stream of each person moved once for each thread that they joined.
    const revisions = await fixture.db.drizzle.select({ id: users.id, revision: users.revision }).from(users)
    for (const { id, revision } of revisions) {
      const joined = await Promise.all(threads.map((thread) => memberRow(thread, id)))
      expect(Math.max(0, ...joined.map((row) => row?.userRevision ?? 0))).toBeLessThanOrEqual(revision)
    }
  })

  it('is for who is in the channel above, while it is open', async () => {
    const group = await fixture.createChannel([ada, ben])
    const open = await fixture.createChannel([ada], 'public')
    for (const channelId of [group, open]) await send(channelId, ada)
    const [inGroup, inOpen] = [await threadBelow(group, 1), await threadBelow(open, 1)]
    expect(await Promise.all([reasonOf(send(inGroup, eve)), reasonOf(send(inOpen, eve))])).toEqual([
      'outsider group',
      'outsider public',
    ])
    await send(inGroup, ben)
    const clientId = randomUUID()
    await send(inGroup, ada, 'kept', clientId)
    await fixture.db.drizzle.update(channels).set({ archivedAt: new Date() }).where(eq(channels.id, group))
    expect(await reasonOf(send(inGroup, ben))).toBe('archived group')
    expect(await reasonOf(send(inGroup, eve))).toBe('outsider group')
    // A retry is answered whatever has happened to the channel, and changes nothing in the parent channel.
    const before = await channelRow(group)
    expect(await send(inGroup, ada, 'kept', clientId)).toMatchObject({ fresh: false, message: { content: 'kept' } })
    expect(await channelRow(group)).toEqual(before)
  })

  it('of somebody who left the thread joins it again; a retry does not', async () => {
    const parent = await fixture.createChannel([ada])
    await send(parent, ada)
    const thread = await threadBelow(parent, 1)
    const clientId = randomUUID()
    await send(thread, ada, 'x', clientId)
    await fixture.db.drizzle.update(members).set({ leftAt: new Date() }).where(eq(members.channelId, thread))
    expect((await send(thread, ada, 'x', clientId)).fresh).toBe(false)
    expect((await memberRow(thread, ada))?.leftAt).toBeInstanceOf(Date)
    await send(thread, ada, 'y')
    expect(await memberRow(thread, ada)).toMatchObject({ leftAt: null, readNumber: 1, skipped: 1 })
  })

  it('never deadlocks with those who lock threads and channels in id order', async () => {
    const parent = await fixture.createChannel(fixture.userIds)
    await Promise.all(Array.from({ length: 6 }, () => send(parent, ada)))
    const threads = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => threadBelow(parent, number)))
    const nodes = [0, 1].map(() => createMessageLog(fixture.open(4), { onCommitted() {}, log: silent }))
    const lockers = Array.from({ length: 40 }, (_, i) =>
      transaction(fixture.db, async (tx) => {
        await lockChannels(tx, [parent, cycle(threads, i)])
      }),
    )
    const sends = Array.from({ length: 300 }, (_, i) =>
      cycle(nodes, i).append({
        channelId: cycle([parent, ...threads], i),
        userId: cycle(fixture.userIds, i),
        clientId: randomUUID(),
        content: 'x',
      }),
    )
    await Promise.all([...sends, ...lockers])
    await Promise.all(nodes.map((node) => node.close()))
    for (const [i, thread] of threads.entries()) {
      expect((await messageRow(parent, i + 1)).threadReplies).toBe((await channelRow(thread)).counted)
    }
    const { rows } = await fixture.db.drizzle.execute<{ deadlocks: number }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    expect(Number(rows[0]?.deadlocks)).toBe(0)
  })
})

describe('a mention', () => {
  const nameOf = (userId: string) => `@user${people.indexOf(userId)}`

  it('calls those members who are named, in the same commit', async () => {
    const channelId = await fixture.createChannel([ada, ben, cem])
    const { message } = await send(
      channelId,
      ada,
      `${nameOf(ben)}, ${nameOf(cem).toUpperCase()}. ${nameOf(eve)} ${nameOf(ada)} @nobody`,
    )
    expect(message.mentionedUserIds?.sort()).toEqual([ben, cem].sort())
    expect(message.mentionedEveryone).toBe(null)
    expect((await mentionsOf(channelId)).map((row) => row.userId).sort()).toEqual([ben, cem].sort())
    const { message: plain } = await send(channelId, ada, 'a@b.c and no mention')
    expect(plain).toMatchObject({ mentionedUserIds: null, mentionedEveryone: null })
  })

  it('prefers the longer of two names that the word may mean', async () => {
    const [one, two] = await fixture.db.drizzle
      .insert(users)
      .values(['dot', 'dot.'].map((username) => ({ username, email: `${username}@x.y`, passwordHash: '-' })))
      .returning()
    if (!one || !two) return expect.fail()
    const both = await fixture.createChannel([ada, one.id, two.id])
    expect((await send(both, ada, 'hi @dot.')).message.mentionedUserIds).toEqual([two.id])
    const short = await fixture.createChannel([ada, one.id])
    expect((await send(short, ada, 'hi @dot.')).message.mentionedUserIds).toEqual([one.id])
  })

  it('of everyone is one row, in a group by anybody, elsewhere by those who manage it', async () => {
    const group = await fixture.createChannel([ada, ben])
    expect((await send(group, ben, 'hey @channel')).message.mentionedEveryone).toBe('channel')
    expect((await send(group, ben, 'hey @here')).message.mentionedEveryone).toBe('here')
    // `here` is about who is online now, and not about unread messages.
    expect(await mentionsOf(group)).toEqual([{ channelId: group, number: 1, userId: null, authorId: ben }])
    const open = await fixture.createChannel([ada, ben], 'public')
    const asAdmin = and(eq(members.channelId, open), eq(members.userId, ada))
    await fixture.db.drizzle.update(members).set({ role: 'admin' }).where(asAdmin)
    expect((await send(open, ben, '@channel')).message.mentionedEveryone).toBe(null)
    expect((await send(open, ada, '@channel')).message.mentionedEveryone).toBe('channel')
    const direct = await fixture.createChannel([ada, ben], 'direct')
    expect((await send(direct, ada, '@channel')).message.mentionedEveryone).toBe(null)
  })

  it('in a thread is of those in the channel above', async () => {
    const parent = await fixture.createChannel([ada, ben], 'public')
    await send(parent, ada)
    const thread = await threadBelow(parent, 1)
    const { message } = await send(thread, ada, `${nameOf(ben)} ${nameOf(eve)} @channel`)
    expect(message).toMatchObject({ mentionedUserIds: [ben], mentionedEveryone: null })
  })

  it('is stored once, however often the message is tried, also in one batch with others', async () => {
    const channelId = await fixture.createChannel([ada, ben])
    const clientId = randomUUID()
    const nodes = [0, 1].map(() => createMessageLog(fixture.db, { onCommitted() {}, log: silent }))
    const content = `${nameOf(ben)} @channel`
    await Promise.all([
      ...Array.from({ length: 20 }, (_, i) =>
        cycle(nodes, i).append({ channelId, userId: ada, clientId, content: `${content}` }),
      ),
      ...Array.from({ length: 20 }, () => send(channelId, ben, 'plain')),
    ])
    await Promise.all(nodes.map((node) => node.close()))
    // One message counts as one mention, for Ben too: he is mentioned together with everyone.
    expect(await mentionsOf(channelId)).toMatchObject([{ userId: null }])
  })

  it('by hundreds in one message is bounded', async () => {
    const channelId = await fixture.createChannel(fixture.userIds)
    const bomb = Array.from({ length: 900 }, (_, i) => `@user${i}`).join(' ')
    const { message } = await send(channelId, ada, bomb.slice(0, 8_000))
    expect(message.mentionedUserIds).toHaveLength(fixture.userIds.length - 1)
  })
})
