import type { FaultSpan } from './history-index.ts'
import { firstPlace } from './sorted.ts'
import { endingLater, type Span, union } from './spans.ts'

export type Deadlines = {
  /** When something that happened at `at` must have arrived everywhere: N later, if no fault is near. */
  after(at: number): number
  /** Whether no fault was active during this time and the N before it. */
  isQuiet(from: number, to: number): boolean
}

/**
 * A fault excuses everything while it lasts, and for N afterwards. Faults that follow one another within N count as one stretch:
 * nothing is due before it has been quiet for N.
 */
export function deadlinesOf(faults: readonly FaultSpan[], settleMs: number): Deadlines {
  const troubled = union(endingLater(union(faults.map(atLeastAMoment)), settleMs))
  /** The index of the first stretch that ends after `at`. */
  const next = (at: number): number => firstPlace(troubled, ({ to }) => to > at)
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

/** A fault that ends in the moment in which it begins must not get lost: spans have a length. */
const atLeastAMoment = ({ from, to }: Span): Span => ({ from, to: Math.max(to, from + 1) })
