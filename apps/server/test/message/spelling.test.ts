import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const fresh = async () => {
  const [sent] = await say(ann, channelId, 'hello')
  return { channelId, number: sent?.number ?? 0 }
}
const shown = async (key: { channelId: string; number: number }) =>
  (await ann.trpc.messages.get.query(key)).reactions.map(({ emoji, count }) => [emoji, count])

describe('a reaction', () => {
  it.each([
    ['❤', '❤\ufe0f'],
    ['❤\ufe0e', '❤\ufe0f'],
    ['👍\ufe0f', '👍'],
    ['🏳\u200d🌈', '🏳\ufe0f\u200d🌈'],
    ['☝\ufe0f🏽', '☝🏽'],
    ['1\u20e3', '1\ufe0f\u20e3'],
  ])('of %j is one with %j, which is how it is spelled', async (given, spelled) => {
    const key = await fresh()
    await ann.trpc.messages.react.mutate({ ...key, emoji: given })
    await ann.trpc.messages.react.mutate({ ...key, emoji: spelled })
    await ben.trpc.messages.react.mutate({ ...key, emoji: spelled })
    expect(await shown(key)).toEqual([[spelled, 2]])
    await ann.trpc.messages.unreact.mutate({ ...key, emoji: spelled })
    await ben.trpc.messages.unreact.mutate({ ...key, emoji: given })
    expect(await shown(key)).toEqual([])
  })

  it.each(['a', '1', '🇦', '👍👍', '👍\u200d👍', '😀🏽', '\ufe0f', ''])('is refused of %j', async (emoji) => {
    const attempt = ann.trpc.messages.react.mutate({ ...(await fresh()), emoji })
    expect(await refusal(attempt)).toMatchObject({ reason: 'INVALID_INPUT', field: 'emoji' })
  })

  it('that stands in two spellings becomes one, at the next change and by a node that starts', async () => {
    const stand = async () => {
      const key = await fresh()
      for (const [emoji, person] of [
        ['❤', ann],
        ['❤\ufe0f', ann],
        ['❤\ufe0f', ben],
        ['😀🏽', ben],
      ] as const) {
        await node.sql(
          'insert into reactions (channel_id, number, emoji, user_id) values ($1, $2, $3, $4)',
          ...[channelId, key.number, emoji, person.user.id],
        )
      }
      const reactions = [
        { emoji: '❤', count: 1, userIds: [ann.user.id] },
        { emoji: '❤\ufe0f', count: 2, userIds: [ann.user.id, ben.user.id] },
        { emoji: '😀🏽', count: 1, userIds: [ben.user.id] },
      ]
      await node.sql(
        'update messages set reactions = $1 where channel_id = $2 and number = $3',
        ...[JSON.stringify(reactions), channelId, key.number],
      )
      return key
    }
    const [changed, left] = [await stand(), await stand()]
    await ann.trpc.messages.react.mutate({ ...changed, emoji: '👍' })
    expect(await shown(changed)).toEqual([
      ['❤\ufe0f', 2],
      ['😀🏽', 1],
      ['👍', 1],
    ])
    // What was no emoji stands, and can be taken away.
    await ben.trpc.messages.unreact.mutate({ ...changed, emoji: '😀🏽' })
    expect((await shown(changed)).map(([emoji]) => emoji)).toEqual(['❤\ufe0f', '👍'])

    const before = await ann.trpc.channels.get.query({ channelId })
    await node.sql('update instance set reactions_fold_version = 0')
    await expect
      .poll(() => shown(left), { timeout: 20_000, interval: 100 })
      .toEqual([
        ['❤\ufe0f', 2],
        ['😀🏽', 1],
      ])
    const { messages } = await ben.trpc.channels.changes.query({ channelId, since: before.revision })
    expect(messages.map(({ number }) => number)).toEqual([left.number])
  })
})

describe('a message', () => {
  it.each(['', '\u200b', ' \n', '\u3164', '\u2800', '\u202e\u2066', '\ufeff\u00ad'])(
    'of %j is refused',
    async (content) => {
      const { number } = await fresh()
      const wrong = { reason: 'INVALID_INPUT', field: 'content' }
      const clientId = crypto.randomUUID()
      expect(await refusal(ann.trpc.messages.send.mutate({ channelId, clientId, content }))).toMatchObject(wrong)
      expect(await refusal(ann.trpc.messages.edit.mutate({ channelId, number, content }))).toMatchObject(wrong)
      const sendAt = new Date(Date.now() + 60_000).toISOString()
      expect(await refusal(ann.trpc.messages.schedule.mutate({ channelId, content, sendAt }))).toMatchObject(wrong)
    },
  )
})

describe('what a file is called', () => {
  it.each([
    [' a\u202egpj.exe\n', 'agpj.exe'],
    ['', 'file'],
    ['\u3164', 'file'],
    [`${'x'.repeat(300)}.tar`, `${'x'.repeat(251)}.tar`],
    ['two\nlines.txt', 'twolines.txt'],
    ['nul\0.txt', 'nul.txt'],
  ])('is mended and not refused: %j', async (name, kept) => {
    const { id } = await ann.trpc.attachments.create.mutate({ channelId, name, type: '', size: 1 })
    expect(await node.sql('select name from attachments where id = $1', id)).toEqual([{ name: kept }])
  })
})
