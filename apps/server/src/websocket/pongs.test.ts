import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { socketLimits } from './limits.ts'
import { Pongs } from './pongs.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function pongs() {
  const sent: string[] = []
  const answering = new Pongs((payload) => sent.push(payload.toString()))
  return { sent, stop: () => answering.stop(), ping: (text: string) => answering.answer(Buffer.from(text)) }
}

it('a ping is answered at once', () => {
  const { sent, ping } = pongs()
  ping('a')
  expect(sent).toEqual(['a'])
  vi.advanceTimersByTime(socketLimits.pongIntervalMs)
  ping('b')
  expect(sent).toEqual(['a', 'b'])
})

it('of many pings that come together the first and the last are answered', () => {
  const { sent, ping } = pongs()
  for (let i = 0; i < 1_000; i++) ping(String(i))
  expect(sent).toEqual(['0'])
  vi.advanceTimersByTime(socketLimits.pongIntervalMs)
  expect(sent).toEqual(['0', '999'])
  vi.advanceTimersByTime(10 * socketLimits.pongIntervalMs)
  expect(sent).toEqual(['0', '999'])
})

it('a flood gets one pong an interval', () => {
  const { sent, ping } = pongs()
  for (let ms = 0; ms < 1_000; ms++) {
    ping(String(ms))
    vi.advanceTimersByTime(1)
  }
  expect(sent.length).toBeLessThanOrEqual(1_000 / socketLimits.pongIntervalMs + 1)
})

it('nothing is sent after the end', () => {
  const { sent, ping, stop } = pongs()
  ping('a')
  ping('b')
  stop()
  vi.advanceTimersByTime(1_000)
  expect(sent).toEqual(['a'])
})
