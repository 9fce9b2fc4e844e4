import { describe, expect, test } from 'vitest'
import type { Delta } from '../../src/state/delta.ts'
import {
  appendAcknowledged,
  appendPage,
  applyToWindow,
  prependPage,
  type Window,
  windowOf,
  windowRowsMax,
} from '../../src/state/window.ts'
import { channel, message } from '../model/rows.ts'

const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i))
const page = (from: number, to: number, over = {}) => ({
  messages: run(from, to),
  revision: 100,
  hasBefore: from > 1,
  hasAfter: false,
  ...over,
})
const step = (after: number, revision: number, ...messages: Delta['messages']): Delta => ({
  after,
  revision,
  messages,
  members: [],
  channel: null,
})
const numbers = (window: Window | string | null) =>
  window && typeof window === 'object' ? window.rows.map((row) => row.number) : window

describe('a step', () => {
  const window = windowOf(page(5, 10))

  test('that follows on what is known extends the end and replaces rows that it changed', () => {
    const next = applyToWindow(window, step(100, 102, message(11, 102), message(7, 101)))
    expect(numbers(next)).toEqual([5, 6, 7, 8, 9, 10, 11])
    expect(next).toMatchObject({ known: 102 })
    expect(typeof next === 'object' && next.rows[2]?.revision).toBe(101)
  })

  test('that comes twice, or late, changes nothing', () => {
    const once = applyToWindow(window, step(100, 101, message(7, 101)))
    if (typeof once !== 'object') throw new Error(once)
    expect(applyToWindow(once, step(100, 101, message(7, 101)))).toBe(once)
    expect(applyToWindow(once, step(98, 99, message(7, 99)))).toBe(once)
  })

  test('before which something is missing is a gap', () => {
    expect(applyToWindow(window, step(101, 102, message(11, 102)))).toBe('gap')
  })

  test('whose new message does not follow on the last row shows that the window is broken', () => {
    expect(applyToWindow(window, step(100, 101, message(12, 101)))).toBe('broken')
  })

  test('with rows outside leaves them out, also new ones where the end is not shown', () => {
    const middle = windowOf(page(5, 10, { hasAfter: true }))
    expect(numbers(applyToWindow(middle, step(100, 101, message(11, 101), message(2, 101))))).toEqual([
      5, 6, 7, 8, 9, 10,
    ])
  })

  test('starts an empty channel', () => {
    const empty = windowOf({ messages: [], revision: 1, hasBefore: false, hasAfter: false })
    expect(applyToWindow(empty, step(1, 3, message(2, 3), message(1, 2)))).toMatchObject({ known: 3, hasBefore: false })
  })

  test('after which the start of the channel was removed removes it here', () => {
    const next = applyToWindow(window, { ...step(100, 101), channel: channel(101, { firstNumber: 8 }) })
    expect(numbers(next)).toEqual([8, 9, 10])
    expect(next).toMatchObject({ hasBefore: false })
  })
})

describe('a page', () => {
  const window = windowOf(page(50, 60, { hasAfter: true }))

  test('of older messages goes in front, with what changed while it was under way', () => {
    const next = prependPage(window, page(40, 49), [message(45, 140), message(55, 150)])
    expect(next && [next.rows[0]?.number, next.rows[5]?.revision, next.hasBefore]).toEqual([40, 140, true])
  })

  test('that does not end where the window starts is refused', () => {
    expect(prependPage(window, page(30, 48), [])).toBe(null)
    expect(appendPage(window, page(62, 70), [])).toBe(null)
  })

  test('that reaches the end is followed by what came while it was under way', () => {
    const next = appendPage(window, page(61, 65), [message(67, 160), message(66, 159), message(66, 161)])
    expect(next && [next.rows.at(-1)?.number, next.rows.at(-2)?.revision, next.hasAfter]).toEqual([67, 161, false])
  })

  test('that reaches the end, behind which a message is missing, does not pretend to be the end', () => {
    const next = appendPage(window, page(61, 65), [message(67, 160)])
    expect(next && [next.rows.at(-1)?.number, next.hasAfter]).toEqual([65, true])
  })

  test('with a hole counts only up to the hole', () => {
    const broken = { ...page(40, 49), messages: [...run(40, 42), ...run(45, 49)], hasBefore: false }
    const next = prependPage(window, broken, [])
    expect(next && [next.rows[0]?.number, next.hasBefore]).toEqual([45, true])
  })
})

test('a window never holds more than its bound, and says that it let go', () => {
  const full = windowOf(page(1, windowRowsMax))
  const next = applyToWindow(full, step(100, 101, message(windowRowsMax + 1, 101)))
  expect(next).toMatchObject({ hasBefore: true, hasAfter: false })
  expect(typeof next === 'object' && [next.rows.length, next.rows[0]?.number]).toEqual([windowRowsMax, 2])
  const late = windowOf(page(51, windowRowsMax + 50))
  const older = prependPage(late, page(1, 50), [])
  expect(older && [older.rows.length, older.rows.at(-1)?.number, older.hasAfter]).toEqual([
    windowRowsMax,
    windowRowsMax,
    true,
  ])
})

test('an acknowledged message waits until those in front of it are there', () => {
  const window = windowOf(page(1, 3))
  expect(appendAcknowledged(window, message(5, 105))).toBe(null)
  expect(numbers(appendAcknowledged(window, message(4, 105)))).toEqual([1, 2, 3, 4])
  expect(appendAcknowledged(windowOf(page(1, 3, { hasAfter: true })), message(4, 105))).toBe(null)
})
