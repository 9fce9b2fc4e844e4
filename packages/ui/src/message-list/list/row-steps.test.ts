import { describe, expect, it } from 'vitest'
import { stepTowards } from './row-steps.ts'

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => ({ key: `#${from + i}` }))
const keys = (rows: readonly { key: string }[]) => rows.map((row) => row.key)

describe('steps of a moving window', () => {
  it('appending is one step without shift', () => {
    expect(stepTowards(range(1, 5), range(1, 8))).toMatchObject({ shift: false, replaced: false, done: true })
  })
  it('prepending is one step with shift', () => {
    expect(stepTowards(range(10, 20), range(1, 20))).toMatchObject({ shift: true, replaced: false, done: true })
  })
  it('a page above and a trim below are two steps: the start first, the old end kept', () => {
    const first = stepTowards(range(10, 20), range(5, 15))
    expect(first).toMatchObject({ shift: true, done: false })
    expect(keys(first.rows)).toEqual(keys(range(5, 20)))
    expect(stepTowards(first.rows, range(5, 15))).toMatchObject({ shift: false, done: true })
  })
  it('a page below and a trim above are two steps: the start first, the new end later', () => {
    const first = stepTowards(range(10, 20), range(15, 25))
    expect(first).toMatchObject({ shift: true, done: false })
    expect(keys(first.rows)).toEqual(keys(range(15, 20)))
    expect(stepTowards(first.rows, range(15, 25))).toMatchObject({ shift: false, done: true })
  })
  it('the first shown row may be gone while later ones remain', () => {
    const first = stepTowards([{ key: 'start' }, ...range(1, 5)], range(1, 5))
    expect(first).toMatchObject({ shift: true, done: true })
  })
  it('nothing in common starts afresh', () => {
    expect(stepTowards(range(1, 5), range(100, 110))).toMatchObject({ replaced: true, done: true })
    expect(stepTowards([], range(1, 5)).replaced).toBe(true)
  })
  it('a message inserted in the middle is no shift', () => {
    const target = [{ key: '#1' }, { key: '#2' }, { key: 'mine' }]
    expect(stepTowards([{ key: '#1' }, { key: 'mine' }], target)).toMatchObject({ shift: false, done: true })
  })
})
