import type { Entry } from '../history/entry.ts'
import { type HistoryIndex, indexHistory } from './history-index.ts'
import { acknowledgedIsKept } from './promises/d01-acknowledged-is-kept.ts'
import { onlyWhatWasSent } from './promises/d02-only-what-was-sent.ts'
import { oneContent } from './promises/d03-one-content.ts'
import { numbersAreDense } from './promises/d04-numbers-are-dense.ts'
import { oneNumber } from './promises/d05-one-number.ts'
import { viewsWithoutGaps } from './promises/d06-views-without-gaps.ts'
import { allIsWellByN } from './promises/d07-all-is-well-by-n.ts'
import { order } from './promises/d08-order.ts'
import { asIfFresh } from './promises/d09-as-if-fresh.ts'
import { nothingAfterTheEnd } from './promises/d10-nothing-after-the-end.ts'
import { presenceIsTrue } from './promises/d11-presence.ts'
import { markersAndLeaks } from './promises/d12-markers-and-leaks.ts'
import type { Verdict } from './verdict.ts'

const promises: readonly ((history: HistoryIndex) => Verdict)[] = [
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
 * Checks a history against the promises D1–D12. Each promise is checked on its own, and nothing is changed; time and memory
 * grow in proportion to the history.
 *
 * @param entries in the order of time, `start` first
 * @returns one verdict for each promise, in their order
 */
export function check(entries: readonly Entry[]): Verdict[] {
  const history = indexHistory(entries)
  return promises.map((judge) => judge(history))
}
