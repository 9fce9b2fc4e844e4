import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const total = 25

let node: OneNode
let ann: Person
let channelId: string
let empty: string
beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
  ;[channelId, empty] = [await groupOf(ann), await groupOf(ann)]
  await say(ann, channelId, ...Array.from({ length: total }, (_, i) => `number ${i + 1}`))
})
afterAll(() => node.stop())

type Input = { before?: number; after?: number; around?: number; limit?: number }
async function page(input: Input, of = channelId) {
  const { messages, ...rest } = await ann.trpc.messages.list.query({ channelId: of, ...input })
  for (const { number, content } of messages) expect(content).toBe(`number ${number}`)
  return { numbers: messages.map(({ number }) => number), ...rest }
}
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
const revision = () => ann.trpc.channels.get.query({ channelId }).then((channel) => channel.revision)

describe('a page of messages', () => {
  it('without a cursor is the newest', async () => {
    const rest = { revision: await revision(), hasAfter: false }
    expect(await page({ limit: 10 })).toEqual({ numbers: range(16, 25), hasBefore: true, ...rest })
    expect(await page({ limit: 25 })).toEqual({ numbers: range(1, 25), hasBefore: false, ...rest })
    expect(await page({})).toEqual({ numbers: range(1, 25), hasBefore: false, ...rest })
  })

  it.each([1, 2, 10, 24, 25, 100])('before and after any position, %i at a time, is what lies there', async (limit) => {
    const rest = { revision: await revision() }
    for (const at of [...range(1, total + 1), total + 50, Number.MAX_SAFE_INTEGER]) {
      const last = Math.min(at - 1, total)
      const before = range(Math.max(1, last - limit + 1), last)
      expect(await page({ before: at, limit }), `before ${at}`).toEqual({
        numbers: before,
        hasBefore: (before[0] ?? 1) > 1,
        hasAfter: at <= total,
        ...rest,
      })
    }
    for (const at of [...range(0, total + 1), Number.MAX_SAFE_INTEGER]) {
      const after = range(at + 1, Math.min(at + limit, total))
      expect(await page({ after: at, limit }), `after ${at}`).toEqual({
        numbers: after,
        hasBefore: at > 0,
        hasAfter: (after.at(-1) ?? total) < total,
        ...rest,
      })
    }
  })

  it.each([1, 2, 3, 10, 24, 25, 100])(
    'around any position, %i at a time, is full, whole and in the middle',
    async (limit) => {
      for (const at of [...range(1, total), total + 1, total + 50]) {
        const { numbers, hasBefore, hasAfter } = await page({ around: at, limit })
        const [first = 0, last = 0] = [numbers[0], numbers.at(-1)]
        expect(numbers, `around ${at}`).toEqual(range(first, last))
        expect(numbers).toHaveLength(Math.min(limit, total))
        expect({ hasBefore, hasAfter }).toEqual({ hasBefore: first > 1, hasAfter: last < total })
        expect(numbers).toContain(Math.min(at, total))
        if (hasBefore && hasAfter) expect(Math.abs(at - first - (last - at))).toBeLessThanOrEqual(1)
      }
    },
  )

  it('of an empty channel is empty, with nothing on either side', async () => {
    for (const input of [{}, { before: 1 }, { before: 7 }, { after: 0 }, { after: 7 }, { around: 1 }, { around: 7 }]) {
      const { numbers, hasBefore, hasAfter } = await page(input, empty)
      expect({ input, numbers, hasBefore, hasAfter }).toEqual({ input, numbers: [], hasBefore: false, hasAfter: false })
    }
  })

  it('after page leads through everything once, in both directions', async () => {
    const down: number[] = []
    for (let at: number | undefined, more = true; more; ) {
      const { numbers, hasBefore } = await page({ before: at, limit: 4 })
      down.unshift(...numbers)
      ;[at, more] = [numbers[0], hasBefore]
    }
    const up: number[] = []
    for (let at = 0, more = true; more; ) {
      const { numbers, hasAfter } = await page({ after: at, limit: 4 })
      up.push(...numbers)
      ;[at, more] = [numbers.at(-1) ?? 0, hasAfter]
    }
    expect(down).toEqual(range(1, total))
    expect(up).toEqual(range(1, total))
  })

  it.each([
    [{ before: 5, after: 5 }],
    [{ after: 0, around: 1 }],
    [{ before: 1, around: 1 }],
    [{ before: 0 }],
    [{ around: 0 }],
    [{ after: -1 }],
    [{ before: 1.5 }],
    [{ before: 2 ** 53 }],
    [{ limit: 0 }],
    [{ limit: 101 }],
  ])('is refused for %j', async (input) => {
    expect((await refusal(page(input))).reason).toBe('INVALID_INPUT')
  })
})

describe('one message', () => {
  it('is had by its number', async () => {
    const [newest] = (await ann.trpc.messages.list.query({ channelId, limit: 1 })).messages
    expect(await ann.trpc.messages.get.query({ channelId, number: total })).toEqual(newest)
    for (const number of [total + 1, Number.MAX_SAFE_INTEGER]) {
      expect((await refusal(ann.trpc.messages.get.query({ channelId, number }))).reason).toBe('NOT_FOUND')
    }
  })
})
