import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Numbers that look random. */
export type Random = {
  /** From 0 up to, but not, 1. */
  next(): number
  /** A whole number from 0 up to, but not, `n`. */
  below(n: number): number
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number
  /** Any number from `low` up to, but not, `high`. */
  between(low: number, high: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** @throws Error for an empty list */
  pick<T>(list: readonly T[]): T
  shuffled<T>(list: readonly T[]): T[]
  /** A generator of its own: what one part draws then does not change what the others draw. */
  fork(): Random
}

/** The first numbers of neighbouring seeds are alike. */
const skipped = 16

/** The same numbers for the same seed, so that a failing run can be run again. */
export function seeded(seed: number | string): Random {
  if (typeof seed === 'string') return randomFrom(xorshift32(hash(seed)))
  const generator = xoroshiro128plus(seed)
  for (let i = 0; i < skipped; i++) generator.next()
  return randomFrom(() => uniformFloat64(generator))
}

/**
 * xorshift32 (Marsaglia 2003), for texts. The demo's content is drawn with it: its test knows that these numbers repeat
 * nothing nearby, and a demo that was loaded in part goes on with the same messages. Hence not the generator of a library.
 */
function xorshift32(seed: number): () => number {
  let state = seed || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 8; i++) next()
  return next
}

/** @param next numbers from 0 up to, but not, 1, such as `Math.random` */
export function randomFrom(next: () => number): Random {
  const below = (n: number) => Math.floor(next() * n)
  return {
    next,
    below,
    integer: (low, high) => low + below(high - low + 1),
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick(list) {
      const index = below(list.length)
      if (index >= list.length) throw new Error('nothing to choose from')
      return list[index] as (typeof list)[number] // within its bounds, checked above
    },
    shuffled(list) {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = below(i + 1)
        ;[copy[i], copy[j]] = [copy[j], copy[i]] as [(typeof copy)[number], (typeof copy)[number]] // both within bounds
      }
      return copy
    },
    fork: () => seeded(below(2 ** 32)),
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value
}
