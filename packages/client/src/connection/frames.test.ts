import { expect, test } from 'vitest'
import { framesOf } from './frames.ts'

const calls = (n: number, text = '') => Array.from({ length: n }, (_, id) => ({ id, text }))
const pack = (list: object[]) => framesOf(list.map((call) => JSON.stringify(call)))
const joined = (frames: string[]) => frames.flatMap((frame) => JSON.parse(frame))

test('no call is no frame, one call is a frame of its own, and what the server takes at once is one batch', () => {
  expect(pack([])).toEqual([])
  expect(pack([{ id: 1 }])).toEqual(['{"id":1}'])
  expect(pack(calls(100))).toEqual([JSON.stringify(calls(100))])
})

test('a batch of too many calls goes as several, in order, none twice', () => {
  const frames = pack(calls(250))
  expect(frames.map((frame) => JSON.parse(frame).length)).toEqual([100, 100, 50])
  expect(joined(frames)).toEqual(calls(250))
})

test('a batch with too much text goes as several, in order, none twice', () => {
  const frames = pack(calls(90, 'x'.repeat(8_000)))
  expect(frames.every((frame) => frame.length < 512 * 1024)).toBe(true)
  expect(joined(frames)).toEqual(calls(90, 'x'.repeat(8_000)))
})

test('a call that is larger than a batch may be goes alone', () => {
  const large = { id: 1, text: 'x'.repeat(600_000) }
  expect(pack([{ id: 0 }, large, { id: 2 }])).toEqual(['{"id":0}', JSON.stringify(large), '{"id":2}'])
})
