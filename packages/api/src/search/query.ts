import { SearchHas } from '@chime/protocol'
import { tokensOf } from './tokens.ts'

/** One thing to be found: tokens in places that follow each other. */
export type Term = {
  tokens: { text: string /** It is how a token begins. */; open: boolean }[]
  /** One word, which may also be a part of words. */
  partial: boolean
  not: boolean
}
export type Named = { name: string; not: boolean }

/** A query as it was typed: what names stand for is not known yet. */
export type Query = {
  terms: Term[]
  from: Named[]
  in: Named[]
  has: { what: SearchHas; not: boolean }[]
  pinned: boolean | null
  /** Times in ms since 1970: sent before the earliest of these, and not before the latest of those. */
  before: number
  after: number
  hasTime: boolean
  /** What is not understood, in words. */
  problems: string[]
}

const pieces =
  /(?<not>-?)(?:(?<operator>from|in|before|after|has|is):(?:"(?<quoted>[^"]*)"?|(?<value>\S*))|"(?<phrase>[^"]*)"?|(?<word>\S+))/giu
const partialMin = 3
const startOfTime = 0
const endOfTime = Date.UTC(9999, 11, 31)

/**
 * Reads a query. Never throws, and takes time in proportion to its length.
 *
 * - `word` is found as a word and, from three characters on, inside of words; `word*` at the start of words; `"some words"`
 *   next to each other; what has no spaces in it but several words (`example.com`) is such a phrase.
 * - `from:ann`, `in:general`, `in:@ann` (our direct conversation), `has:link`, `is:pinned`; a name with spaces stands in quotes.
 * - `before:2026-01-31` ends where that day begins, in UTC, and `after:2026-01-31` begins there; a time may follow the day.
 * - `-` before any of them but times: without it.
 */
export function parseQuery(text: string): Query {
  const query: Query = {
    terms: [],
    from: [],
    in: [],
    has: [],
    pinned: null,
    before: endOfTime,
    after: startOfTime,
    hasTime: false,
    problems: [],
  }
  for (const { groups = {} } of text.matchAll(pieces)) {
    const not = groups.not === '-'
    if (groups.operator !== undefined) {
      addOperator(query, groups.operator.toLowerCase(), (groups.quoted ?? groups.value ?? '').trim(), not)
    } else if (groups.phrase !== undefined) addTerm(query, groups.phrase, not, false)
    else if (groups.word !== undefined) addTerm(query, groups.word, not, true)
  }
  return query
}

function addTerm({ terms }: Query, text: string, not: boolean, isWord: boolean): void {
  const found = tokensOf(text)
  // In a run of pairs the last character alone says nothing that the pair before it did not.
  const tokens = found.filter(({ dense, end }, i) => !(dense && found[i - 1]?.end === end))
  const isOpen = isWord && text.endsWith('*')
  const last = tokens.length - 1
  if (last < 0) return
  const single = tokens.length === 1 ? tokens[0] : undefined
  terms.push({
    tokens: tokens.map(({ text, dense, start, end }, i) => ({
      text,
      open: (isOpen && i === last) || (dense && isOneCharacter(text, end - start)),
    })),
    partial: isWord && !isOpen && single !== undefined && !single.dense && single.text.length >= partialMin,
    not,
  })
}

const isOneCharacter = (text: string, length: number) => length <= 2 && [...text].length === 1

function addOperator(query: Query, operator: string, value: string, not: boolean): void {
  const { problems } = query
  if (value === '') {
    problems.push(`${operator}: needs something after the colon`)
    return
  }
  if (operator === 'from') query.from.push({ name: value.replace(/^@/, ''), not })
  else if (operator === 'in') query.in.push({ name: value.replace(/^#/, ''), not })
  else if (operator === 'has') {
    const what = SearchHas.safeParse(value.toLowerCase().replace(/s$/, ''))
    if (what.success) query.has.push({ what: what.data, not })
    else problems.push(`has:${value} is none of ${SearchHas.options.join(', ')}`)
  } else if (operator === 'is') {
    if (value.toLowerCase() === 'pinned') query.pinned = !not
    else problems.push(`is:${value} is not known; is:pinned is`)
  } else addTime(query, operator, value)
}

const day = /^\d{4}-\d\d-\d\d$/
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/i

function addTime(query: Query, operator: string, value: string): void {
  const utc = day.test(value) || /(Z|[+-]\d\d:\d\d)$/i.test(value) ? value : `${value}Z`
  const ms = day.test(value) || time.test(value) ? Date.parse(utc) : Number.NaN
  // JavaScript takes the 31st of April for the 1st of May.
  const isReal = !Number.isNaN(ms) && (!day.test(value) || new Date(ms).toISOString().startsWith(value))
  if (!isReal) query.problems.push(`${operator}:${value} is no day such as 2026-01-31`)
  else query.hasTime = true
  if (!isReal) return
  if (operator === 'before') query.before = Math.min(query.before, ms)
  else query.after = Math.max(query.after, ms)
}
