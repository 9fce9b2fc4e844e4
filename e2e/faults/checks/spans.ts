/** A span of time in milliseconds since the run began. `from` is included, `to` is not. */
export type Span = { from: number; to: number }

/** All functions here take and return spans that are sorted, do not overlap and are not empty. This makes them so. */
export function union(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const { from, to } of spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

export function intersection(a: readonly Span[], b: readonly Span[]): Span[] {
  const common: Span[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i], b[j]]
    if (x === undefined || y === undefined) break
    const from = Math.max(x.from, y.from)
    const to = Math.min(x.to, y.to)
    if (to > from) common.push({ from, to })
    if (x.to < y.to) i += 1
    else j += 1
  }
  return common
}

export function without(a: readonly Span[], b: readonly Span[]): Span[] {
  return intersection(a, complement(b))
}

function complement(spans: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let from = Number.NEGATIVE_INFINITY
  for (const span of spans) {
    if (span.from > from) gaps.push({ from, to: span.from })
    from = span.to
  }
  if (from < Number.POSITIVE_INFINITY) gaps.push({ from, to: Number.POSITIVE_INFINITY })
  return gaps
}

/** Each span begins `ms` later. Those that are shorter vanish, so what remains are the times after a span had lasted `ms`. */
export const startingLater = (spans: readonly Span[], ms: number): Span[] =>
  spans.flatMap(({ from, to }) => (to > from + ms ? [{ from: from + ms, to }] : []))

/** Each span ends `ms` later. */
export const endingLater = (spans: readonly Span[], ms: number): Span[] =>
  union(spans.map(({ from, to }) => ({ from, to: to + ms })))
