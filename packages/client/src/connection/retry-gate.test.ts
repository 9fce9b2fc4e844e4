import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RetryGate } from './retry-gate.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function waited(gate: RetryGate): Promise<number> {
  const startedAt = Date.now()
  const passed = gate.pass()
  await vi.advanceTimersToNextTimerAsync()
  await passed
  return Date.now() - startedAt
}

test('the first try is made at once, the following after growing waits up to a bound', async () => {
  const gate = new RetryGate(() => {})
  await gate.pass()
  const waits = []
  for (let i = 0; i < 8; i++) waits.push(await waited(gate))
  expect(waits).toEqual([400, 799, 1_598, 3_197, 3_996, 3_996, 3_996, 3_996])
  gate.reset()
  expect(await waited(gate)).toBe(400)
})

test('a socket that is refused right after it opened does not start the waits over', async () => {
  const gate = new RetryGate(() => {})
  await gate.pass()
  await waited(gate)
  expect(await waited(gate)).toBe(799)
})

test('a wait says until when, ends when things get better, and can be called off', async () => {
  const until: (number | null)[] = []
  const gate = new RetryGate((at) => until.push(at))
  await gate.pass()
  gate.atLeast(30_000)
  const passed = gate.pass()
  expect(until).toEqual([Date.now() + 30_000])
  gate.wake()
  await passed
  expect(until.at(-1)).toBe(null)
  const refused = gate.pass()
  gate.cancel()
  await expect(refused).rejects.toThrow('Closed')
})
