import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startHeartbeat } from './heartbeat.ts'
import { socketLimits } from './limits.ts'

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
  vi.advanceTimersByTime(socketLimits.pingIntervalMs)
}

it('every socket beats, but not right after a stall of the process, when answers lie unread', () => {
  const connection = { heartbeat: vi.fn() }
  const stop = startHeartbeat([connection])
  pass(socketLimits.pingIntervalMs)
  pass(socketLimits.pingIntervalMs + 5)
  expect(connection.heartbeat).toHaveBeenCalledTimes(2)
  pass(socketLimits.pingIntervalMs + 20_000)
  expect(connection.heartbeat).toHaveBeenCalledTimes(2)
  pass(socketLimits.pingIntervalMs)
  expect(connection.heartbeat).toHaveBeenCalledTimes(3)
  stop()
  pass(socketLimits.pingIntervalMs)
  expect(connection.heartbeat).toHaveBeenCalledTimes(3)
})
