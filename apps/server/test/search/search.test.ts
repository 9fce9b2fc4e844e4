import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contents, search } from './fixture.ts'

let node: OneNode
let ann: Person
let bob: Person
let group: string

beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
  bob = await node.person('bob')
  group = await groupOf(ann, bob)
  await say(ann, group, ...texts)
})
afterAll(() => node.stop())

const texts = [
  'The deployment went well',
  'Müller wrote to the Straße office',
  '明日は東京都で会議です',
  'see https://example.com/path for more',
  'quick brown fox',
  'brown quick dog',
  'ÜBERMORGEN is Friday, C++ and node_modules',
  '한국어를 공부합니다',
  'party 🎉 at eight',
  'we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64',
  'ОТЧЁТ от Åsa: كِتاب, 東\u200b北',
]

describe('what is found', () => {
  it.each([
    ['deployment', ['The deployment went well']],
    ['ploy', ['The deployment went well']],
    ['DEPLOY*', ['The deployment went well']],
    ['loyment*', []],
    ['muller strasse', ['Müller wrote to the Straße office']],
    ['MÜLLER', ['Müller wrote to the Straße office']],
    ['übermorgen', ['ÜBERMORGEN is Friday, C++ and node_modules']],
    ['東京', ['明日は東京都で会議です']],
    ['東京都', ['明日は東京都で会議です']],
    ['会', ['明日は東京都で会議です']],
    ['す', ['明日は東京都で会議です']],
    ['京東', []],
    ['한국', ['한국어를 공부합니다']],
    ['🎉', ['party 🎉 at eight']],
    ['example.com', ['see https://example.com/path for more']],
    ['node_modules', ['ÜBERMORGEN is Friday, C++ and node_modules']],
    ['brown quick', ['brown quick dog', 'quick brown fox']],
    ['"quick brown"', ['quick brown fox']],
    ['"quick brown" fox', ['quick brown fox']],
    ['"brown fox', ['quick brown fox']],
    ['brown -fox', ['brown quick dog']],
    ['-"quick brown" brown', ['brown quick dog']],
    ['has:link', ['see https://example.com/path for more']],
    ['brown -has:link -in:"another one"', ['brown quick dog', 'quick brown fox']],
    ['cooperate', ['we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64']],
    ['co\u00adoperate', ['we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64']],
    ['depl\u200boyment', ['The deployment went well']],
    ['2.13', ['we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64']],
    ['13.4', ['we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64']],
    ['v2.13', ['we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64']],
    ['1.0', ['we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64']],
    ['beta', ['we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64']],
    ['x8664', ['we co\u00adoperate in v2.13.4, after 1.0beta2 and x86\u200b64']],
    ['2.1', []],
    ['3.4', []],
    ['отчет asa', ['ОТЧЁТ от Åsa: كِتاب, 東\u200b北']],
    ['کتاب', ['ОТЧЁТ от Åsa: كِتاب, 東\u200b北']],
    ['東北', ['ОТЧЁТ от Åsa: كِتاب, 東\u200b北']],
    ['qu', []],
    ['nothingofthesort', []],
  ])('%s', async (query, expected) => {
    // A second channel of that name, which has no messages.
    if (query.includes('another one')) await ann.trpc.channels.create.mutate({ kind: 'group', name: 'Another One' })
    expect(await contents(ann, query)).toEqual(expected)
  })

  it('comes with where it stands', async () => {
    expect((await search(bob, 'ploy well')).highlights).toEqual([[[6, 10], [20, 24]]]) // biome-ignore format: pairs
  })

  it('is ranked: whole words before parts of words, more of them first', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'group', name: 'ranked' })
    const once = 'tea is what we had, and a long talk about other things'
    await say(ann, id, 'tea and tea', once, 'steamers', 'the last word, which is about no drink')
    expect(await contents(ann, { query: 'tea', channelId: id, order: 'best' })).toEqual([
      'tea and tea',
      once,
      'steamers',
    ])
    expect(await contents(ann, { query: 'tea', channelId: id })).toEqual(['steamers', once, 'tea and tea'])
  })
})

describe('operators', () => {
  let plans: string
  beforeAll(async () => {
    const channel = await ann.trpc.channels.create.mutate({
      kind: 'group',
      name: 'Big Plans',
      memberIds: [bob.user.id],
    })
    plans = channel.id
    await say(ann, plans, 'marker one')
    await say(bob, plans, 'marker two', 'marker three')
    const direct = await ann.trpc.channels.openDirect.mutate({ userId: bob.user.id })
    await say(ann, direct.id, 'marker direct')
    await ann.trpc.messages.react.mutate({ channelId: plans, number: 1, emoji: '👍' })
    await ann.trpc.messages.pin.mutate({ channelId: plans, number: 2 })
    const thread = await bob.trpc.channels.openThread.mutate({ channelId: plans, number: 3 })
    await say(bob, thread.id, 'marker reply')
    await node.sql(`update messages set created_at = '2026-01-31 12:00Z' where channel_id = $1 and number = 1`, plans)
    await node.sql(`truncate message_search, message_search_channels, message_search_segments`)
  })

  const all = ['marker reply', 'marker direct', 'marker three', 'marker two', 'marker one']
  it.each([
    ['marker', all],
    ['marker from:BOB', ['marker reply', 'marker three', 'marker two']],
    ['marker -from:@BOB', ['marker direct', 'marker one']],
    ['marker from:me', ['marker direct', 'marker one']],
    ['marker -from:@Me', ['marker reply', 'marker three', 'marker two']],
    ['in:"big plans" marker', ['marker reply', 'marker three', 'marker two', 'marker one']],
    ['in:"#Big Plans" from:ANN', ['marker one']],
    ['-in:"big plans" marker', ['marker direct']],
    ['marker in:@BOB', ['marker direct']],
    ['marker in:@BOB in:"big plans"', []],
    ['marker from:ANN from:BOB', []],
    ['marker before:2026-01-31', []],
    ['marker before:2026-02-01', ['marker one']],
    ['marker after:2026-01-31', all],
    ['marker after:2026-02-01', all.slice(0, -1)],
    ['before:2026-01-31T12:01Z', ['marker one']],
    ['has:reaction', ['marker one']],
    ['has:threads marker', ['marker three']],
    ['is:pinned', ['marker two']],
    ['marker -is:pinned -has:reaction -from:ANN', ['marker reply', 'marker three']],
    ['has:poll', []],
    ['has:file marker', []],
  ])('%s', async (query, expected) => {
    const named = query.replaceAll('BOB', bob.user.username).replaceAll('ANN', ann.user.username)
    await expect.poll(() => contents(ann, 'marker'), { timeout: 20_000 }).toEqual(all)
    expect(await contents(ann, named)).toEqual(expected)
  })

  it('are fields, too', async () => {
    const thread = await bob.trpc.channels.openThread.mutate({ channelId: plans, number: 3 })
    const only = (more: object) => contents(ann, { query: '', ...more })
    expect(await only({ channelId: plans })).toEqual(['marker reply', 'marker three', 'marker two', 'marker one'])
    expect(await only({ channelId: thread.id })).toEqual(['marker reply'])
    expect(await only({ channelId: plans, userId: ann.user.id })).toEqual(['marker one'])
    expect(await only({ channelId: plans, pinned: true })).toEqual(['marker two'])
    expect(await only({ channelId: plans, pinned: false, has: 'thread' })).toEqual(['marker three'])
    expect(await only({ channelId: plans, sentBefore: '2026-01-31T12:00:00.001Z' })).toEqual(['marker one'])
    expect(await only({ channelId: plans, sentBefore: '2026-01-31T12:00:00Z' })).toEqual([])
    expect(await only({ channelId: plans, sentAfter: '2026-01-31T12:00:00Z', has: 'reaction' })).toEqual([])
  })

  it('find files by name and kind, and what a poll asks', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'group', name: 'files' })
    await say(ann, id, 'look', 'which one?')
    const file = (name: string, type: string) => ({ id, name, type, size: 1, width: null, height: null, preview: null })
    // Written directly to the table, in the form in which the procedures write them.
    const options = ['Pizza', 'Sushi'].map((text) => ({ text, count: 0, userIds: [] }))
    await node.sql(
      `update messages set revision = revision + 10, attachments = $2 where channel_id = $1 and number = 1`,
      id,
      JSON.stringify([file('holiday-photo.png', 'image/png')]),
    )
    await node.sql(
      `update messages set revision = revision + 10, poll = $2 where channel_id = $1 and number = 2`,
      id,
      JSON.stringify({ options, multiple: false, closedAt: null }),
    )
    await node.sql(`update channels set revision = revision + 20 where id = $1`, id)
    await say(ann, id, 'so that the index looks')
    const inside = (query: string) => contents(ann, { query, channelId: id })
    expect(await inside('holiday')).toEqual(['look'])
    expect(await inside('has:image')).toEqual(['look'])
    expect(await inside('has:file')).toEqual(['look'])
    expect(await inside('has:video')).toEqual([])
    expect(await inside('sushi has:poll')).toEqual(['which one?'])
  })
})

describe('what is not understood is refused, with why', () => {
  it.each([
    ['from:nobody-of-that-name', 'nobody is called nobody-of-that-name'],
    ['in:nowhere', 'there is no channel nowhere that you can see'],
    ['before:soon', 'before:soon is no day'],
    ['has:wings', 'has:wings is none of'],
    ['', 'says nothing'],
    ['   ', 'says nothing'],
    ['!?', 'no word'],
  ])('%s', async (query, why) => {
    await expect(search(ann, query)).rejects.toThrow(why)
    expect(await refusal(search(ann, query))).toMatchObject({ reason: 'INVALID_INPUT', field: 'query' })
  })

  it.each(['', 'x', 'n 1', 'n 1 x', 'n 0x10 1', 'b 1 1 1 1 1', 'n 1e999 1', 'n 1 1; drop table messages'])(
    'the cursor "%s"',
    async (cursor) => {
      expect(await refusal(search(ann, { query: 'x', cursor }))).toMatchObject({
        reason: 'INVALID_INPUT',
        field: 'cursor',
      })
    },
  )

  it('and what would be dangerous elsewhere is only looked for', async () => {
    for (const query of [
      `'; drop table messages; --`,
      `a0 & | ! ( <-> b0`,
      `a0:*`,
      `"' or 1=1 --"`,
      `\u202ezz`,
      'x'.repeat(300),
    ]) {
      expect(await contents(ann, query)).toEqual([])
    }
  })
})
