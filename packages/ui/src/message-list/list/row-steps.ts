/** What the virtual list is given next, on the way from the rows that it shows to those that it is to show. */
export type Step<R> = {
  rows: readonly R[]
  /** Rows were added or removed at the start: the virtual list must keep its distance from the end. */
  shift: boolean
  /** The rows have nothing in common with those that were shown: the virtual list must start afresh. */
  replaced: boolean
  /** False: the end has changed, too, so a second step must follow before the next paint. */
  done: boolean
}

/**
 * The virtual list remembers the heights of rows by their index, and can be told that the change was at the start
 * (`shift`). When a page is added at one end and another one removed at the other, both ends change at once. So the
 * start is changed in a first step, and the end in a second one.
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

/** How many rows were added at the start (negative: removed); null if the two have no row in common. */
function startDelta(shown: readonly { key: string }[], target: readonly { key: string }[]): number | null {
  if (shown[0]?.key === target[0]?.key) return 0
  const at = new Map(target.map((row, index) => [row.key, index]))
  for (const [index, row] of shown.entries()) {
    const now = at.get(row.key)
    if (now !== undefined) return now - index
  }
  return null
}
