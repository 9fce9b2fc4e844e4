import type { Term } from './query.ts'
import { type Token, tokensOf } from './tokens.ts'

type Range = [start: number, end: number]
/** Of one message. */
const rangesMax = 100

/** Further ones of a query show nothing: whoever types that many is not looking for words. */
const termsMax = 20

/**
 * What of a message's content was found, `[start, end)` in UTF-16 code units, ascending and apart. Empty where it was
 * found by its files, its choices or by what it is.
 *
 * A page of the longest messages, each made to be slow for a query made for that, must not hold everybody up: a word costs as many
 * comparisons as there are terms that can begin with it, and it ends with the last range that is shown.
 */
export function highlight(content: string, terms: readonly Term[]): Range[] {
  const { exact, others } = byFirstToken(terms)
  if (exact.size + others.length === 0) return []
  const tokens = tokensOf(content)
  const ranges: Range[] = []
  for (const [i, { text }] of tokens.entries()) {
    const here = [...(exact.get(text) ?? []), ...others].flatMap((term) => rangeAt(tokens, i, term) ?? [])
    addMerged(ranges, here)
    // The last may still grow.
    if (ranges.length > rangesMax) break
  }
  return ranges.slice(0, rangesMax)
}

/** Those of which the first token must be as it is, by its text, and those that may also be a part of words. Each once. */
function byFirstToken(terms: readonly Term[]): { exact: Map<string, Term[]>; others: Term[] } {
  const wanted = new Map(terms.filter(({ not }) => !not).map((term) => [JSON.stringify(term), term]))
  const [exact, others] = [new Map<string, Term[]>(), [] as Term[]]
  for (const term of [...wanted.values()].slice(0, termsMax)) {
    const [first] = term.tokens
    if (first === undefined) continue
    if (first.open || term.partial) others.push(term)
    else exact.set(first.text, [...(exact.get(first.text) ?? []), term])
  }
  return { exact, others }
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

/** Ranges that begin behind all those before, or in the last of them. */
function addMerged(merged: Range[], ranges: Range[]): void {
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = merged.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
}
