/** What the virtual list is given next on the way from `shown` to `target`. */
export type Step<R> = {
  rows: readonly R[]
  /** Rows came or went at the start: keep the distance from the end. */
  shift: boolean
  /** Nothing in common with what was shown: start afresh. */
  replaced: boolean
  /** False: the end changed as well; a second step to `target` must follow before the next paint. */
  done: boolean
}

/**
 * A virtual list remembers sizes by index and is told either "the start changed" or nothing. A window that moves
 * (a page comes at one end, one goes at the other) changes both at once, so it is taken in two steps.
 */
export function stepTowards<R extends { key: string }>(shown: readonly R[], target: readonly R[]): Step<R> {
  const plain = { rows: target, shift: false, replaced: false, done: true }
  if (shown.length === 0 || target.length === 0) return { ...plain, replaced: shown.length !== target.length }
  const delta = startDelta(shown, target)
  if (delta === null) return { ...plain, replaced: true }
  if (delta === 0) return plain
  const endDelta = target.length - shown.length - delta
  if (endDelta === 0) return { ...plain, shift: true }
  const rows = endDelta > 0 ? target.slice(0, -endDelta) : [...target, ...shown.slice(endDelta)]
  return { rows, shift: true, replaced: false, done: false }
}

/** How many rows the start gained (or lost, below zero); null if the two have no row in common. */
function startDelta(shown: readonly { key: string }[], target: readonly { key: string }[]): number | null {
  if (shown[0]?.key === target[0]?.key) return 0
  const at = new Map(target.map((row, index) => [row.key, index]))
  for (const [index, row] of shown.entries()) {
    const now = at.get(row.key)
    if (now !== undefined) return now - index
  }
  return null
}
