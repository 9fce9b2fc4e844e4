import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, type Person } from './testing.ts'
import { groupOf, type OneNode, oneNode, reasons, say } from './testing-one-node.ts'

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
]

type Input = Parameters<Person['trpc']['messages']['search']['query']>[0]
const search = (who: Pick<Person, 'trpc'>, input: string | Input) =>
  who.trpc.messages.search.query(typeof input === 'string' ? { query: input } : input)
/** What these messages say, the newest first. */
const found = async (who: Pick<Person, 'trpc'>, input: string | Input) =>
  (await search(who, input)).messages.map(({ content }) => content)

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
    ['ab', []],
    ['qu', []],
    ['nothingofthesort', []],
  ])('%s', async (query, expected) => {
    expect(await found(ann, query)).toEqual(expected)
  })
})

describe('highlights', () => {
  it('say where', async () => {
    const { messages, highlights } = await search(bob, 'ploy well')
    expect(messages[0]?.content.slice(...(highlights[0]?.[0] ?? []))).toBe('ploy')
    expect(highlights).toEqual([[[6, 10], [20, 24]]])
    expect(reasons).toBeDefined()
    expect(refusal).toBeDefined()
  })
})
