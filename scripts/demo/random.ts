/** Numbers that look random and are the same for the same seed, so that each run makes the same demo. */
export type Random = {
  /** In [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** @throws Error for an empty list */
  pick<T>(list: readonly T[]): T
  shuffled<T>(list: readonly T[]): T[]
}

/** xorshift32 (Marsaglia 2003) over an FNV-1a hash of the seed: small, and far more random than small talk needs. */
export function seeded(seed: string): Random {
  let state = 0x811c9dc5
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  state ||= 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  for (let warmUp = 0; warmUp < 8; warmUp++) next()
  return randomFrom(next)
}

/** @param next numbers in [0, 1), like `Math.random` */
export function randomFrom(next: () => number): Random {
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    pick(list) {
      const index = between(0, list.length - 1)
      if (index < 0 || index >= list.length) throw new Error('nothing to pick from')
      return list[index] as (typeof list)[number] // within its bounds, checked above
    },
    shuffled(list) {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = between(0, i)
        ;[copy[i], copy[j]] = [copy[j], copy[i]] as [(typeof copy)[number], (typeof copy)[number]] // both within bounds
      }
      return copy
    },
  }
}
