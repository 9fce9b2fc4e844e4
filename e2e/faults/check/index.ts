import type { Entry } from '../history.ts'
import { acknowledgedIsKept } from './d01-acknowledged-is-kept.ts'
import { onlyWhatWasSent } from './d02-only-what-was-sent.ts'
import { oneContent } from './d03-one-content.ts'
import { numbersAreDense } from './d04-numbers-are-dense.ts'
import { oneNumber } from './d05-one-number.ts'
import { viewsWithoutGaps } from './d06-views-without-gaps.ts'
import { allIsWellByN } from './d07-all-is-well-by-n.ts'
import { order } from './d08-order.ts'
import { asIfFresh } from './d09-as-if-fresh.ts'
import { nothingAfterTheEnd } from './d10-nothing-after-the-end.ts'
import { presenceIsTrue } from './d11-presence.ts'
import { markersAndLeaks } from './d12-markers-and-leaks.ts'
import { type Past, sortOut } from './past.ts'
import type { Verdict } from './verdict.ts'

const promises: readonly ((past: Past) => Verdict)[] = [
  acknowledgedIsKept,
  onlyWhatWasSent,
  oneContent,
  numbersAreDense,
  oneNumber,
  viewsWithoutGaps,
  allIsWellByN,
  order,
  asIfFresh,
  nothingAfterTheEnd,
  presenceIsTrue,
  markersAndLeaks,
]

/**
 * Judges a history by D1–D12: one verdict each, in this order. Pure, and each promise for itself; time and memory grow with
 * the history.
 *
 * @param entries in the order of time, `start` first
 */
export function check(entries: readonly Entry[]): Verdict[] {
  const past = sortOut(entries)
  return promises.map((judge) => judge(past))
}
