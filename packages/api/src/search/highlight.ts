import type { Term } from './query.ts'
import { type Token, tokensOf } from './tokens.ts'

type Range = [start: number, end: number]
/** Of one message. */
const rangesMax = 100

/**
 * What of a message's content was found, `[start, end)` in UTF-16 code units, ascending and apart. Empty where it was
 * found by its files, its choices or by what it is.
 */
export function highlight(content: string, terms: readonly Term[]): Range[] {
  const wanted = terms.filter(({ not }) => !not)
  if (wanted.length === 0) return []
  const tokens = tokensOf(content)
  const found = wanted.flatMap((term) => tokens.flatMap((_, i) => rangeAt(tokens, i, term) ?? []))
  return merge(found).slice(0, rangesMax)
}

function rangeAt(tokens: readonly Token[], i: number, { tokens: wanted, partial }: Term): [Range] | null {
  const [first, last] = [tokens[i], tokens[i + wanted.length - 1]]
  if (first === undefined || last === undefined) return null
  if (partial) {
    const part = wanted[0]?.text ?? ''
    const offset = first.text.indexOf(part)
    return offset < 0 ? null : [partOf(first, offset, part.length)]
  }
  const matches = wanted.every(({ text, open }, n) => {
    const token = tokens[i + n]?.text
    return open ? token?.startsWith(text) : token === text
  })
  if (!matches) return null
  const tail = wanted.at(-1)
  return [[first.start, tail?.open ? partOf(last, 0, tail.text.length)[1] : last.end]]
}

/** Where folding changed a word's length, all of it: which of its letters became which is not kept. */
function partOf({ text, start, end }: Token, offset: number, length: number): Range {
  return end - start === text.length ? [start + offset, start + offset + length] : [start, end]
}

function merge(ranges: Range[]): Range[] {
  const merged: Range[] = []
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = merged.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}
