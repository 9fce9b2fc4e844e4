import { randomUUID } from 'node:crypto'
import type { Poll } from '@chime/protocol'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { NewMessage } from '../../src/message-log/append-messages.ts'
import type { Committed } from '../../src/message-log/commit-batch.ts'
import { createMessageLog, type MessageLog } from '../../src/message-log/message-log.ts'
import { attachments, channels, members, messages } from '../../src/schema/index.ts'
import { createFixture, cycle, silent } from '../fixture.ts'

// The default timeout is too short on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

let fixture: Awaited<ReturnType<typeof createFixture>>
let [ada, ben] = ['', '']
let log: MessageLog
const committed: Committed[] = []

beforeAll(async () => {
  fixture = await createFixture(8)
  ;[ada, ben] = [cycle(fixture.userIds, 0), cycle(fixture.userIds, 1)]
  log = createMessageLog(fixture.db, { onCommitted: (one) => committed.push(one), log: silent })
}, 60_000)
afterAll(async () => {
  await log?.close()
  await fixture?.drop()
})

type More = Partial<Omit<NewMessage, 'channelId' | 'userId'>>
const send = (channelId: string, userId: string, more: More = {}) =>
  log.append({ channelId, userId, clientId: randomUUID(), content: 'hello', ...more })
/** For each: `appended`, or the reason why not. */
const outcomes = async (...sent: Promise<unknown>[]) =>
  (await Promise.allSettled(sent)).map((one) => (one.status === 'fulfilled' ? 'appended' : one.reason.reason))

const threadBelow = async (parentChannelId: string, parentNumber: number) => {
  const id = randomUUID()
  await fixture.db.drizzle.insert(channels).values({ id, kind: 'thread', parentChannelId, parentNumber })
  return id
}
const stored = (channelId: string) =>
  fixture.db.drizzle.select().from(messages).where(eq(messages.channelId, channelId)).orderBy(asc(messages.number))
const membersOf = (channelId: string) =>
  fixture.db.drizzle.select().from(members).where(eq(members.channelId, channelId))

describe('attachments', () => {
  type Upload = Partial<typeof attachments.$inferInsert>
  const upload = async (channelId: string, userId: string, more: Upload = {}) => {
    const file = { channelId, userId, name: 'cat.png', type: 'image/png', size: 7, storeKey: randomUUID() }
    const [row] = await fixture.db.drizzle
      .insert(attachments)
      .values({ state: 'ready', ...file, ...more })
      .returning({ id: attachments.id })
    return row?.id ?? expect.fail()
  }
  const fileRow = async (id: string) => {
    const [row] = await fixture.db.drizzle.select().from(attachments).where(eq(attachments.id, id))
    return row ?? expect.fail()
  }

  it('stand in their message in the order given, and belong to it from the same commit on', async () => {
    const channelId = await fixture.createChannel([ada])
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
    const [channelId, other] = [await fixture.createChannel([ada, ben]), await fixture.createChannel([ada])]
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
      expect(await outcomes(send(channelId, ada, { attachmentIds }))).toEqual(['noattachment'])
    }
    expect((await fileRow(good)).number).toBe(null)
    expect(await stored(channelId)).toHaveLength(1)
    await send(channelId, ada, { attachmentIds: [good] })
  })

  it('are sent once, also when two messages at once would have them, in one batch or on two nodes', async () => {
    const channelId = await fixture.createChannel([ada])
    const [one, two] = [await upload(channelId, ada), await upload(channelId, ada)]
    expect(
      await outcomes(
        send(channelId, ada, { attachmentIds: [one] }),
        send(channelId, ada),
        send(channelId, ada, { attachmentIds: [two, one] }),
      ),
    ).toEqual(['appended', 'appended', 'noattachment'])
    const node = createMessageLog(fixture.open(), { onCommitted() {}, log: silent })
    const message = { channelId, userId: ada, content: '', attachmentIds: [two] }
    const both = [log, node].map((log) => log.append({ ...message, clientId: randomUUID() }))
    expect((await outcomes(...both)).sort()).toEqual(['appended', 'noattachment'])
    await node.close()
  })

  it('of a retry are those of the first try', async () => {
    const channelId = await fixture.createChannel([ada])
    const [one, two] = [await upload(channelId, ada), await upload(channelId, ada)]
    const clientId = randomUUID()
    const { message } = await send(channelId, ada, { clientId, attachmentIds: [one] })
    for (const attachmentIds of [[one], [two], undefined]) {
      expect(await send(channelId, ada, { clientId, attachmentIds })).toEqual({ message, fresh: false })
    }
    expect((await fileRow(two)).number).toBe(null)
  })

  it('that are refused make nobody join a thread', async () => {
    const channelId = await fixture.createChannel([ada])
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
    const channelId = await fixture.createChannel([ada])
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
    const channelId = await fixture.createChannel([ada, ben])
    const forwarded = { channelId: randomUUID(), number: 3, userId: ben, createdAt: new Date().toISOString() }
    const content = '@user1 @channel'
    expect((await send(channelId, ada, { content })).message).toMatchObject({ mentionedUserIds: [ben] })
    const { message } = await send(channelId, ada, { content, forwarded })
    expect(message).toMatchObject({ content, mentionedUserIds: null, mentionedEveryone: null })
  })
})
