/** `[start, end)` in UTF-16 code units. */
export type Span = readonly [number, number]

export type Piece = { text: string; found: boolean }

/** Shown before the first thing that was found, when the start of the message is left out. */
const leadIn = 40

/**
 * A part of a message around the first thing that was found in it, cut into what was found and what stands between.
 *
 * @param spans ascending; what does not fit the text is left out
 */
export function excerpt(text: string, spans: readonly Span[], max = 280): Piece[] {
  const first = spans[0]?.[0] ?? 0
  const start = text.length > max && first > max / 2 ? wordStart(text, first - leadIn) : 0
  const end = Math.min(text.length, whole(text, start + max))
  const pieces: Piece[] = []
  let at = start
  const add = (to: number, found: boolean) => {
    if (to > at) pieces.push({ text: text.slice(at, to), found })
    at = Math.max(at, to)
  }
  if (start > 0) pieces.push({ text: '…', found: false })
  for (const [from, to] of spans) {
    if (from < at || to > end || to <= from) continue
    add(from, false)
    add(to, true)
  }
  add(end, false)
  if (end < text.length) pieces.push({ text: '…', found: false })
  return pieces
}

/** The beginning of the word after `at`, unless that is far away. */
function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + 20).search(/\s/)
  return whole(text, space < 0 ? at : at + space + 1)
}

/** Never between the two halves of a character. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
