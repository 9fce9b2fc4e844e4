import { limits, Message } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let eve: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, eve] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const message = (content: string, more: object = {}) => ({
  channelId,
  clientId: crypto.randomUUID(),
  content,
  ...more,
})
const send = ({ trpc }: Pick<Person, 'trpc'>, input: ReturnType<typeof message>) => trpc.messages.send.mutate(input)
const all = async () => (await ann.trpc.messages.list.query({ channelId, limit: 100 })).messages

describe('sending', () => {
  it('answers with the stored message', async () => {
    const input = message('hello', { metadata: { source: 'test' } })
    const sent = await send(ann, input)
    expect(sent).toMatchObject({
      ...input,
      number: 1,
      kind: 'user',
      userId: ann.user.id,
      editedAt: null,
      deletedAt: null,
      replyTo: null,
    })
    expect(Math.abs(Date.parse(sent.createdAt) - Date.now())).toBeLessThan(60_000)
    expect(await ben.trpc.messages.get.query({ channelId, number: 1 })).toEqual(sent)
    expect((await send(ben, message('hello back'))).number).toBe(2)
  })

  it.each([
    'x'.repeat(limits.contentMax),
    '😀'.repeat(limits.contentMax / 2),
    ' \n\tx ',
    '\u202ereversed\u202c, e\u0301, \u0001, \uffff',
    `'); drop table messages; --`,
    '{"a":1}',
    '\\ \\u0000 $1 {1,2} NULL',
  ])('keeps the text as it is: %.20j', async (content) => {
    const sent = await send(ann, message(content, { metadata: { [content.slice(0, 60)]: content.slice(0, 500) } }))
    expect(sent.content).toBe(content)
    const stored = await ben.trpc.messages.get.query({ channelId, number: sent.number })
    expect(stored).toEqual(sent)
    expect(stored.metadata).toEqual({ [content.slice(0, 60)]: content.slice(0, 500) })
  })

  it('again with the same clientId answers with the first message, also at once, and makes no second', async () => {
    const input = message('once')
    const first = await send(ann, input)
    const again = await Promise.all(Array.from({ length: 20 }, () => send(ann, { ...input, content: 'changed' })))
    for (const answer of again) expect(answer).toEqual(first)
    const fresh = message('at once')
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(ann, fresh)))
    expect(new Set(answers.map(({ number }) => number)).size).toBe(1)
    expect(await all()).toHaveLength(2)
  })

  it('with a clientId that somebody else used, or that I used elsewhere, makes a message of its own', async () => {
    const input = message('mine')
    await send(ann, input)
    expect(await send(ben, input)).toMatchObject({ number: 2, userId: ben.user.id })
    const other = await groupOf(ann)
    expect(await send(ann, { ...input, channelId: other })).toMatchObject({ number: 1, channelId: other })
  })

  it('of a retry is answered even after I was removed; anything new is not', async () => {
    const input = message('before')
    const first = await send(ben, input)
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await send(ben, input)).toEqual(first)
    expect((await refusal(send(ben, message('after')))).reason).toBe('NOT_FOUND')
  })

  it('is for members: outsiders learn nothing of a group, and may join an open channel', async () => {
    const open = await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })
    expect(await refusal(send(eve, message('x')))).toEqual(
      await refusal(send(eve, message('x', { channelId: crypto.randomUUID() }))),
    )
    expect(await refusal(send(eve, message('x', { channelId: open.id })))).toMatchObject({ reason: 'FORBIDDEN' })
  })

  it('in an announcement channel is for owners and admins', async () => {
    const memberIds = [ben.user.id]
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'announcement', name: 'News', memberIds })
    const here = { channelId: id }
    expect((await refusal(send(ben, message('me too', here)))).reason).toBe('FORBIDDEN')
    expect((await send(ann, message('news', here))).number).toBe(1)
    await node.sql(`update members set role = 'admin' where channel_id = $1 and user_id = $2`, id, ben.user.id)
    expect((await send(ben, message('more news', here))).number).toBe(2)
  })

  it('of one socket is numbered in the order of its frames', async () => {
    const socket = await openRaw(node.url, ann)
    const inputs = Array.from({ length: 200 }, (_, i) => message(`frame ${i}`))
    const others = [say(ben, channelId, ...Array.from({ length: 20 }, (_, i) => `between ${i}`))]
    const replies = await Promise.all(inputs.map((input) => socket.ask('mutation', 'messages.send', input)))
    const numbers = replies.map((reply) => Message.parse(reply.result?.data).number)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    await Promise.all(others)
    socket.ws.close()
  })

  it('by many at once gives dense numbers and revisions, each message once', async () => {
    // The stock client sends the calls of one turn as one batch, and the server takes 100 calls in a batch.
    const devices = [ann, ben, node.connect(ann.token)]
    const sent = await Promise.all(Array.from({ length: 300 }, (_, i) => say(devices[i % 3] ?? ann, channelId, `${i}`)))
    const numbers = sent.flat().map(({ number }) => number)
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
    const { lastNumber, counted, revision } = await ann.trpc.channels.get.query({ channelId })
    expect({ lastNumber, counted }).toEqual({ lastNumber: 300, counted: 300 })
    const changes = await ann.trpc.channels.changes.query({ channelId, since: revision - 300, limit: 500 })
    expect(changes.messages.map((row) => row.revision)).toEqual(changes.messages.map((_, i) => revision - 299 + i))
  })

  it('refuses what is too long, empty or cannot be stored, and says which field', async () => {
    const keys = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 'v']))
    const bad: [object, RegExp][] = [
      [{ content: 'x'.repeat(limits.contentMax + 1) }, /^content$/],
      [{ content: '' }, /^content$/],
      [{ content: 'nul \u0000' }, /^content$/],
      [{ content: '\udc00 alone' }, /^content$/],
      [{ metadata: keys(limits.metadataKeys + 1) }, /^metadata$/],
      [{ metadata: { a: 'x'.repeat(limits.metadataValueMax + 1) } }, /^metadata\.a$/],
      [{ metadata: { ['k'.repeat(limits.metadataKeyMax + 1)]: '' } }, /^metadata/],
      [{ metadata: { a: 1 } }, /^metadata\.a$/],
      [{ metadata: { a: 'nul \u0000' } }, /^metadata\.a$/],
      [{ metadata: { 'nul \u0000': '' } }, /^metadata/],
      [{ clientId: 'not a uuid' }, /^clientId$/],
      [{ userId: ben.user.id }, /^$/],
      [{ number: 7 }, /^$/],
      [{ kind: 'system' }, /^$/],
    ]
    for (const [more, field] of bad) {
      const error = await refusal(send(ann, message('x', more)))
      expect(error.reason, JSON.stringify(more).slice(0, 60)).toBe('INVALID_INPUT')
      expect(error.field ?? '').toMatch(field)
    }
    expect(await all()).toEqual([])
  })

  it('and being removed at once: whatever was acknowledged is there, and nothing comes after the removal', async () => {
    const sends = Array.from({ length: 40 }, (_, i) =>
      send(ben, message(`${i}`)).then(
        ({ number }) => number,
        () => null,
      ),
    )
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    const head = (await ann.trpc.channels.get.query({ channelId })).lastNumber
    const numbers = (await Promise.all(sends)).filter((number) => number !== null)
    const stored = await all()
    const sent = stored.filter(({ kind }) => kind === 'user').map(({ number }) => number)
    expect(numbers.sort((a, b) => a - b)).toEqual(sent)
    // The last message is the notice of the removal.
    expect(stored.at(-1)).toMatchObject({ kind: 'system', number: Math.max(0, ...numbers) + 1 })
    expect(stored).toHaveLength(head)
    expect(await reasons(send(ben, message('late')))).toEqual(['NOT_FOUND'])
  })
})
