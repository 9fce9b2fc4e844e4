import { expect, test } from 'vitest'
import { describe, faultKinds, plan } from './schedule.ts'

const long = { rounds: 29, loadMs: 48_000, everyMs: 4_000, full: true, only: null }

test('the same seed draws the same faults, another one others', () => {
  const text = describe(plan(7, long))
  expect(describe(plan(7, long))).toBe(text)
  expect(describe(plan(8, long))).not.toBe(text)
})

test('half an hour has at least 200 faults, and each kind several times', () => {
  for (const seed of [1, 7, 99]) {
    const faults = plan(seed, long).rounds.flat()
    expect(faults.length).toBeGreaterThanOrEqual(200)
    for (const kind of faultKinds)
      expect(faults.filter((fault) => fault.kind === kind).length).toBeGreaterThanOrEqual(5)
  }
})

test('a short run has each kind at least once', () => {
  const faults = plan(7, { rounds: 5, loadMs: 24_000, everyMs: 1_400, full: false, only: null }).rounds.flat()
  for (const kind of faultKinds) expect(faults.some((fault) => fault.kind === kind)).toBe(true)
})

test('two faults that need the same thing for themselves do not overlap, and all end with their round', () => {
  for (const round of plan(3, long).rounds) {
    for (const one of round) {
      expect(one.atMs + one.forMs).toBeLessThanOrEqual(long.loadMs + 1)
      const claims = one.kind.claims(one.node)
      const overlaps = round.filter(
        (other) => other !== one && other.atMs <= one.atMs && other.atMs + other.forMs > one.atMs + 1,
      )
      for (const other of overlaps)
        expect(other.kind.claims(other.node).filter((claim) => claims.includes(claim))).toEqual([])
    }
  }
})
