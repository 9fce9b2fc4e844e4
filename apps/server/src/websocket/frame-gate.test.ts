import { limits } from '@chime/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FrameGate } from './frame-gate.ts'
import { socketLimits } from './limits.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const small = limits.anonymousFrameBytesMax
const large = limits.frameBytesMax

function gate() {
  const log: string[] = []
  const opened = new FrameGate({ expired: () => log.push('expired'), tooLarge: () => log.push('too large') })
  return { log, gate: opened, frame: (name: string, bytes: number) => opened.admit(bytes, () => log.push(name)) }
}

describe('a large frame', () => {
  it('is refused before a token is shown', () => {
    const { log, frame } = gate()
    frame('a', small)
    frame('b', small + 1)
    expect(log).toEqual(['a', 'too large'])
  })

  it('waits while the token is checked, with all behind it, and is let in when it is valid', () => {
    const { log, frame, gate: opened } = gate()
    opened.tokenShown()
    frame('a', small)
    frame('b', large)
    frame('c', 1)
    expect(log).toEqual(['a'])
    expect(opened.isHolding).toBe(true)
    opened.tokenChecked(true)
    frame('d', large)
    expect(log).toEqual(['a', 'b', 'c', 'd'])
    expect(opened.isHolding).toBe(false)
  })

  it('is refused when the token turns out bad, now and later', () => {
    const { log, frame, gate: opened } = gate()
    opened.tokenShown()
    frame('a', large)
    expect(log).toEqual([])
    opened.tokenChecked(false)
    frame('b', small + 1)
    frame('c', small)
    expect(log).toEqual(['too large', 'too large', 'c'])
  })
})

it('credentials that do not come in time end it; a check may take as long as it takes', () => {
  const { log } = gate()
  vi.advanceTimersByTime(socketLimits.credentialsTimeoutMs)
  expect(log).toEqual(['expired'])
  const checked = gate()
  checked.gate.tokenShown()
  vi.advanceTimersByTime(10 * socketLimits.credentialsTimeoutMs)
  expect(checked.log).toEqual([])
})
