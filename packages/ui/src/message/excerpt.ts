/** `[start, end)`, counted in UTF-16 code units. */
export type TextRange = readonly [number, number]

type Piece = { text: string; found: boolean }

/** When the start of the message is left out, about this many characters are shown before the first match. */
const leadIn = 40

/**
 * Cuts a text into matches and what stands between them. Of a long text, only the part around the first match is taken,
 * with an ellipsis where something is left out.
 *
 * @param spans where the matches are, ascending; those that do not fit the text (it was edited since) are left out
 * @param max the greatest length of the excerpt, in UTF-16 code units
 */
export function excerpt(text: string, spans: readonly TextRange[], max = 280): Piece[] {
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

/** The beginning of the next word after `at`; `at` itself when that is more than 20 characters away. */
function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + 20).search(/\s/)
  return whole(text, space < 0 ? at : at + space + 1)
}

/** Moves a position that lies between the two halves of a surrogate pair, so that no character is cut in two. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
