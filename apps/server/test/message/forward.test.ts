import { Message } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let eve: Person
let [from, to] = ['', '']
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, eve] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
})
beforeEach(async () => {
  ;[from, to] = [await groupOf(ann, ben), await groupOf(ben, eve)]
})
afterAll(() => node.stop())

const forward = ({ trpc }: Person, number: number, more: { toChannelId?: string; clientId?: string } = {}) =>
  trpc.messages.forward.mutate({ channelId: from, number, toChannelId: to, clientId: crypto.randomUUID(), ...more })
const send = ({ trpc }: Person, channelId: string, content: string, more: object = {}) =>
  trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content, ...more })

/** A finished upload, written directly to the table. @returns its id */
async function upload(by: Person, channelId: string, storeKey: string): Promise<string> {
  const [row] = await node.sql<{ id: string }>(
    `insert into attachments (user_id, channel_id, state, name, type, size, width, height, store_key)
     values ($1, $2, 'ready', 'cat.png', 'image/png', 7, 30, 20, $3) returning id`,
    by.user.id,
    channelId,
    storeKey,
  )
  return row?.id ?? ''
}
const filesOf = (storeKey: string) =>
  node.sql<{ channel_id: string; number: string | null; user_id: string }>(
    'select channel_id, number, user_id from attachments where store_key = $1 order by created_at',
    storeKey,
  )

describe('sending', () => {
  it('may reply to a message of the channel, and carry my uploads for it', async () => {
    await say(ann, from, 'hello')
    const [one, two] = [await upload(ben, from, 'one'), await upload(ben, from, 'two')]
    const sent = await send(ben, from, '', { replyTo: 1, attachmentIds: [two, one] })
    expect(sent).toMatchObject({ content: '', replyTo: 1, attachments: [{ id: two, width: 30 }, { id: one }] })
    expect(await ann.trpc.messages.get.query({ channelId: from, number: sent.number })).toEqual(sent)
    expect(Message.parse(sent)).toEqual(sent)
  })

  it('says which field names no message of the channel, or no upload that can be sent', async () => {
    const foreign = await upload(ann, from, 'foreign')
    expect(await refusal(send(ben, from, 'x', { replyTo: 7 }))).toMatchObject({
      reason: 'INVALID_INPUT',
      field: 'replyTo',
    })
    for (const id of [foreign, crypto.randomUUID()]) {
      const refused = await refusal(send(ben, from, 'x', { attachmentIds: [id] }))
      expect(refused).toMatchObject({ reason: 'INVALID_INPUT', field: 'attachmentIds' })
    }
    expect(await refusal(send(ben, from, ''))).toMatchObject({ reason: 'INVALID_INPUT', field: 'content' })
  })

  it('in slow mode waits as long as it is told to', async () => {
    await node.sql('update channels set slow_mode_seconds = 60 where id = $1', from)
    await send(ben, from, 'one')
    const refused = await refusal(send(ben, from, 'two'))
    expect(refused).toMatchObject({ reason: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
    await node.sql(`update members set last_sent_at = now() - interval '61 s' where channel_id = $1`, from)
    await send(ben, from, 'two')
    await send(ann, from, 'as the owner')
    await send(ann, from, 'and again')
  })
})

describe('what is forwarded', () => {
  it('is a message of mine that says what the original said, and where that is', async () => {
    const original = await send(ann, from, 'hello', { metadata: { key: 'value' } })
    const copy = await forward(ben, original.number)
    const { channelId, number, userId, createdAt } = original
    expect(copy).toMatchObject({
      channelId: to,
      userId: ben.user.id,
      content: 'hello',
      metadata: { key: 'value' },
      forwarded: { channelId, number, userId, createdAt },
    })
    expect(await eve.trpc.messages.get.query({ channelId: to, number: copy.number })).toEqual(copy)
    const again = await ben.trpc.messages.forward.mutate({
      channelId: to,
      number: copy.number,
      toChannelId: from,
      clientId: crypto.randomUUID(),
    })
    expect(again.forwarded).toEqual(copy.forwarded)
  })

  it('has files of its own with the same bytes, which stay when the original goes', async () => {
    const id = await upload(ann, from, 'shared')
    const original = await send(ann, from, '', { attachmentIds: [id] })
    const copy = await forward(ben, original.number)
    expect(copy.attachments).toMatchObject([{ name: 'cat.png', type: 'image/png', size: 7, width: 30, height: 20 }])
    expect(copy.attachments[0]?.id).not.toBe(id)
    const copied = { channel_id: to, number: copy.number, user_id: ben.user.id }
    expect(await filesOf('shared')).toMatchObject([{ channel_id: from }, copied])
    await ann.trpc.messages.delete.mutate({ channelId: from, number: original.number })
    expect(await filesOf('shared')).toMatchObject([copied])
    const { attachments } = await eve.trpc.messages.get.query({ channelId: to, number: copy.number })
    expect(attachments).toEqual(copy.attachments)
  })

  it('calls nobody whom the text mentions, and cannot be edited', async () => {
    const original = await send(ann, from, `@${ben.user.username} @${eve.user.username}`)
    expect(original.mentions.userIds).toEqual([ben.user.id])
    const copy = await forward(ben, original.number)
    expect(copy.mentions).toEqual({ userIds: [], everyone: null })
    const edit = ben.trpc.messages.edit.mutate({ channelId: to, number: copy.number, content: 'what they never said' })
    expect(await reasons(edit)).toEqual(['FORBIDDEN'])
  })

  it('of a poll is its question', async () => {
    const original = await send(ann, from, 'Lunch?')
    const poll = { options: [{ text: 'yes', count: 1, userIds: [ann.user.id] }], multiple: false, closedAt: null }
    await node.sql('update messages set poll = $3 where channel_id = $1 and number = $2', from, original.number, poll)
    expect(await forward(ben, original.number)).toMatchObject({ content: 'Lunch?', poll: null })
    const edit = ann.trpc.messages.edit.mutate({ channelId: from, number: original.number, content: 'Dinner?' })
    expect(await reasons(edit)).toEqual(['FORBIDDEN'])
    const gone = await ann.trpc.messages.delete.mutate({ channelId: from, number: original.number })
    expect(gone).toMatchObject({ content: '', poll: null })
  })

  it('is answered to a retry, also when the original is gone, and copies nothing then', async () => {
    const id = await upload(ann, from, 'retried')
    const { number } = await send(ann, from, 'hello', { attachmentIds: [id] })
    const clientId = crypto.randomUUID()
    const copy = await forward(ben, number, { clientId })
    await ann.trpc.messages.delete.mutate({ channelId: from, number })
    await ann.trpc.members.remove.mutate({ channelId: from, userId: ben.user.id })
    expect(await forward(ben, number, { clientId })).toEqual(copy)
    expect(await filesOf('retried')).toHaveLength(1)
  })

  it('leaves no files behind that were not sent, also when it is tried twice at once', async () => {
    const id = await upload(ann, from, 'twice')
    const { number } = await send(ann, from, 'hello', { attachmentIds: [id] })
    const clientId = crypto.randomUUID()
    const [one, other] = await Promise.all([forward(ben, number, { clientId }), forward(ben, number, { clientId })])
    expect(one).toEqual(other)
    expect(await filesOf('twice')).toHaveLength(2)
  })

  it('is what I may read, to where I may write, and neither deleted nor a notice', async () => {
    const id = await upload(ann, from, 'secret')
    const { number } = await send(ann, from, 'hello', { attachmentIds: [id] })
    const elsewhere = await groupOf(ann)
    const open = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'open' })
    expect(
      await reasons(
        forward(eve, number),
        forward(ann, number),
        forward(ben, number, { toChannelId: elsewhere }),
        forward(ben, number, { toChannelId: crypto.randomUUID() }),
        forward(ben, number, { toChannelId: open.id }),
        forward(ben, number + 100),
      ),
    ).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'FORBIDDEN', 'NOT_FOUND'])
    await ann.trpc.messages.delete.mutate({ channelId: from, number })
    await ann.trpc.channels.update.mutate({ channelId: from, name: 'Renamed' })
    expect(await reasons(forward(ben, number), forward(ben, number + 1))).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    expect(await filesOf('secret')).toEqual([])
  })
})
