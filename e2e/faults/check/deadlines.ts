import type { FaultSpan } from './past.ts'
import { endingLater, type Span, union } from './spans.ts'

export type Deadlines = {
  /** By when something that began to be so at `at` must have got everywhere: N later, where no fault is near. */
  after(at: number): number
  /** Whether no fault was active from N before until then. */
  isQuiet(from: number, to: number): boolean
}

/**
 * A fault excuses what happens while it lasts, and for N after. Where faults follow one another within N, the whole stretch
 * is one excuse: what is not quiet for N is not yet due.
 */
export function deadlinesOf(faults: readonly FaultSpan[], settleMs: number): Deadlines {
  const troubled = union(endingLater(union(faults.map(atLeastAMoment)), settleMs))
  /** The first stretch that ends after `at`. */
  const next = (at: number): number => {
    let [low, high] = [0, troubled.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((troubled[middle]?.to ?? 0) > at) high = middle
      else low = middle + 1
    }
    return low
  }
  return {
    after(at) {
      let due = at + settleMs
      for (let i = next(at); i < troubled.length; i += 1) {
        const stretch = troubled[i]
        if (stretch === undefined || stretch.from >= due) break
        due = Math.max(due, stretch.to)
      }
      return due
    },
    isQuiet(from, to) {
      const stretch = troubled[next(from)]
      return stretch === undefined || stretch.from >= to
    },
  }
}

/** A fault that is over at once is one all the same. */
const atLeastAMoment = ({ from, to }: Span): Span => ({ from, to: Math.max(to, from + 1) })
