import { expect, test } from 'vitest'
import { eventJson } from './event.ts'
import { FrameReader } from './frame-reader.ts'

function frame(text: string, opcode = 1): Buffer {
  const payload = Buffer.from(text)
  const size = payload.length
  const long = Buffer.alloc(8)
  long.writeBigUInt64BE(BigInt(size))
  const length = size < 126 ? [size] : size < 65_536 ? [126, ...long.subarray(6)] : [127, ...long]
  return Buffer.concat([Buffer.from([128 | opcode, ...length]), payload])
}

function reader() {
  const seen = { events: [] as number[], texts: [] as string[], pings: 0, closed: null as number | null }
  const made = new FrameReader({
    onText: (text) => seen.texts.push(text),
    onEvent: (sequence) => seen.events.push(sequence),
    onPing: () => {
      seen.pings += 1
    },
    onClose: (code) => {
      seen.closed = code
    },
  })
  return { made, seen }
}

const events = (...sequences: number[]) => `[${sequences.map(eventJson).join(',')}]`
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

test.each([
  { count: 10, pieces: [1, 2, 3, 7, 100, 401, 100_000] },
  // Enough events that the frame's length takes eight bytes.
  { count: 200, pieces: [4_001, 65_536, 100_000] },
])('every one of $count events is counted once, wherever the connection cuts the bytes', ({ count, pieces }) => {
  const frames = [
    frame('live'),
    frame(events(1)),
    frame('', 9),
    frame(events(2, 3)),
    frame(events(...upTo(count).slice(3))),
  ]
  const bytes = Buffer.concat(frames)
  for (const size of pieces) {
    const { made, seen } = reader()
    for (let at = 0; at < bytes.length; at += size) {
      // A copy, which is overwritten afterwards like the buffer that all sockets share.
      const chunk = Buffer.from(bytes.subarray(at, at + size))
      made.read(chunk)
      chunk.fill(0)
    }
    expect(seen.events, `in pieces of ${size}`).toEqual(upTo(count))
    expect(seen.pings).toBe(1)
  }
})

test.each([
  ['missing', [1, 3]],
  ['doubled', [1, 2, 2]],
  ['out of order', [2, 1]],
])('an event that is %s is an error', (_, sequences) => {
  const { made } = reader()
  expect(() => made.read(frame(events(...sequences)))).toThrow(/came after event/)
})

test('the close frame tells its code', () => {
  const { made, seen } = reader()
  made.read(Buffer.from([136, 2, 3, 244]))
  expect(seen.closed).toBe(1012)
})

test('texts are told only while they are read, but signs of life always', () => {
  const { made, seen } = reader()
  made.read(frame('0{"sid":"x"}'))
  made.reading = false
  made.read(Buffer.concat([frame('something'), frame('2')]))
  expect(seen.texts).toEqual(['0{"sid":"x"}', '2'])
})
