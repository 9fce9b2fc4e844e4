import { expect, test } from 'vitest'
import { framesOf } from './frames.ts'

const calls = (n: number, text = '') => Array.from({ length: n }, (_, id) => ({ id, text }))
const joined = (frames: string[]) => frames.flatMap((frame) => JSON.parse(frame))

test('what the server takes in one frame is sent as it is', () => {
  for (const data of ['PING', '{"id":1}', JSON.stringify(calls(100))]) expect(framesOf(data)).toEqual([data])
})

test('a batch of too many calls goes as several, in order, none twice', () => {
  const frames = framesOf(JSON.stringify(calls(250)))
  expect(frames.map((frame) => JSON.parse(frame).length)).toEqual([100, 100, 50])
  expect(joined(frames)).toEqual(calls(250))
})

test('a batch with too much text goes as several, in order, none twice', () => {
  const frames = framesOf(JSON.stringify(calls(90, 'x'.repeat(8_000))))
  expect(frames.every((frame) => frame.length < 512 * 1024)).toBe(true)
  expect(joined(frames)).toEqual(calls(90, 'x'.repeat(8_000)))
})
