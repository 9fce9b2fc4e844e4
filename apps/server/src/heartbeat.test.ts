import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startHeartbeat } from './heartbeat.ts'
import { wireLimits } from './wire-limits.ts'

let now = 0
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const pass = (ms: number) => {
  now += ms
  vi.advanceTimersByTime(wireLimits.pingEveryMs)
}

it('every socket beats, but not right after a stall of the process, when answers lie unread', () => {
  const wire = { beat: vi.fn() }
  const stop = startHeartbeat([wire])
  pass(wireLimits.pingEveryMs)
  pass(wireLimits.pingEveryMs + 5)
  expect(wire.beat).toHaveBeenCalledTimes(2)
  pass(wireLimits.pingEveryMs + 20_000)
  expect(wire.beat).toHaveBeenCalledTimes(2)
  pass(wireLimits.pingEveryMs)
  expect(wire.beat).toHaveBeenCalledTimes(3)
  stop()
  pass(wireLimits.pingEveryMs)
  expect(wire.beat).toHaveBeenCalledTimes(3)
})
