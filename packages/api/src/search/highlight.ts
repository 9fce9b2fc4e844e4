import type { Term } from './parse-query.ts'
import { type Part, partsOf, type Token, tokensOf } from './tokens.ts'

type Range = [start: number, end: number]
/** Per message. */
const rangesMax = 100

/** Further terms of a query are not highlighted: nobody types that many to find words. */
const termsMax = 20

/**
 * The ranges of a message's content that match, `[start, end)` in UTF-16 code units, ascending and without overlaps.
 * Empty for a message that was found by its files, its poll's options or its properties.
 *
 * The cost is bounded, because a page of the longest messages, written to be slow for a query that was written to be
 * slow, must not block the server. Each word is compared only with the terms that can begin with it, and the search
 * ends after the last range that is shown.
 */
export function highlight(content: string, terms: readonly Term[]): Range[] {
  const { exact, others } = byFirstToken(terms)
  if (exact.size + others.length === 0) return []
  const words = tokensOf(content).map((token): Word => [token, ...partsOf(token)])
  const ranges: Range[] = []
  for (const [i, forms] of words.entries()) {
    const here: Range[] = []
    const add = (term: Term) => {
      const range = rangeAt(words, i, term)
      if (range !== null) here.push(range)
    }
    for (const { text } of forms) exact.get(text)?.forEach(add)
    others.forEach(add)
    if (here.length > 0) addMerged(ranges, here)
    // One more than is shown, because the last range may still grow by merging.
    if (ranges.length > rangesMax) break
  }
  return ranges.slice(0, rangesMax)
}

/**
 * Divides the terms, without duplicates: those whose first token must be exactly a given text, by that text; and the
 * others, which also match a part of a word.
 */
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

/** A token, and the parts of it that are indexed at the same position. */
type Word = [token: Token, ...Part[]]

/** Almost no word matches almost any term, so the first token that differs ends it, and nothing is made before. */
function rangeAt(words: readonly Word[], i: number, { tokens: wanted, partial }: Term): Range | null {
  if (partial) {
    const part = wanted[0]?.text ?? ''
    const token = words[i]?.[0]
    const offset = token?.text.indexOf(part) ?? -1
    return token === undefined || offset < 0 ? null : partOf(token, offset, part.length)
  }
  let range: Range | null = null
  for (let n = 0; n < wanted.length; n += 1) {
    const { text = '', open = false } = wanted[n] ?? {}
    const form = words[i + n]?.find((each) => (open ? each.text.startsWith(text) : each.text === text))
    if (form === undefined) return null
    const [start, end] = open ? partOf(form, 0, text.length) : [form.start, form.end]
    range = [range === null ? start : range[0], end]
  }
  return range
}

/**
 * The part of a word that matched. If folding has changed the word's length, the whole word, because it is not known
 * which letters became which.
 */
function partOf({ text, start, end }: Part, offset: number, length: number): Range {
  return end - start === text.length ? [start + offset, start + offset + length] : [start, end]
}

/** Adds ranges that begin after all those before, or inside the last of them. */
function addMerged(merged: Range[], ranges: Range[]): void {
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = merged.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
}
