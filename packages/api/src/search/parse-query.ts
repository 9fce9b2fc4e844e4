import { SearchHas, searchHas } from '@chime/protocol'
import { momentOf } from './local-time.ts'
import { tokensOf } from './tokens.ts'

/** One thing to search for: tokens at consecutive positions. */
export type Term = {
  tokens: { text: string /** It is how a token begins. */; open: boolean }[]
  /** A single word that may also match inside of words. */
  partial: boolean
  not: boolean
}
export type Named = { name: string; not: boolean }

/** A parsed query. Names of people and channels are not looked up yet. */
export type Query = {
  terms: Term[]
  from: Named[]
  in: Named[]
  has: { what: SearchHas; not: boolean }[]
  pinned: boolean | null
  /** Milliseconds since 1970: sent before the earliest `before:`, and not before the latest `after:`. */
  before: number
  after: number
  hasTime: boolean
  /** What is wrong with the query, as texts. */
  problems: string[]
}

type Operator = { operator: string; value: string; not: boolean }

const pieces =
  /(?<not>-?)(?:(?<operator>from|in|before|after|has|is):(?:"(?<quoted>[^"]*)"?|(?<value>\S*))|"(?<phrase>[^"]*)"?|(?<word>\S+))/giu
const partialMin = 3
const startOfTime = 0
const endOfTime = Date.UTC(9999, 11, 31)

/**
 * Parses a query. It never throws, and its time is proportional to the query's length.
 *
 * - `word` matches a word and, from three characters on, also inside of words. `word*` matches the start of words.
 *   `"some words"` matches words next to each other. A text without spaces that consists of several words
 *   (`example.com`) is such a phrase.
 * - `from:ann`, `in:general`, `in:@ann` (the direct conversation with ann), `has:link`, `is:pinned`. A name with spaces
 *   stands in quotes.
 * - `before:2026-01-31` means before that day begins, and `after:2026-01-31` from its beginning on. A time may follow the
 *   day, and an offset (`2026-01-31T10:00+01:00`) the time.
 * - `-` before any of these except times excludes what matches.
 *
 * @param zone the reader's time zone, in which days and times without an offset are meant
 */
export function parseQuery(text: string, zone = 'UTC'): Query {
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
      const operator = groups.operator.toLowerCase()
      addOperator(query, { operator, value: (groups.quoted ?? groups.value ?? '').trim(), not }, zone)
    } else if (groups.phrase !== undefined) addTerm(query, groups.phrase, not, false)
    else if (groups.word !== undefined) addTerm(query, groups.word, not, true)
  }
  return query
}

function addTerm({ terms }: Query, text: string, not: boolean, isWord: boolean): void {
  const found = tokensOf(text)
  // In a run of pairs the last character is a token too, but the pair before it says that already.
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

function addOperator(query: Query, { operator, value, not }: Operator, zone: string): void {
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
    else problems.push(`has:${value} is none of ${searchHas.join(', ')}`)
  } else if (operator === 'is') {
    if (value.toLowerCase() === 'pinned') query.pinned = !not
    else problems.push(`is:${value} is not known; is:pinned is`)
  } else addTime(query, operator, value, zone)
}

const day = /^\d{4}-\d\d-\d\d$/
const hasOffset = /(Z|[+-]\d\d:\d\d)$/i
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/i

function addTime(query: Query, operator: string, value: string, zone: string): void {
  const isDay = day.test(value)
  const isMoment = time.test(value) && hasOffset.test(value)
  const written = isDay || time.test(value) ? Date.parse(isMoment || isDay ? value : `${value}Z`) : Number.NaN
  // JavaScript reads the 31st of April as the 1st of May.
  const date = Date.parse(value.slice(0, 10))
  if (Number.isNaN(written) || Number.isNaN(date) || !new Date(date).toISOString().startsWith(value.slice(0, 10))) {
    query.problems.push(`${operator}:${value} is no day such as 2026-01-31`)
    return
  }
  query.hasTime = true
  const ms = isMoment ? written : momentOf(written, zone)
  if (operator === 'before') query.before = Math.min(query.before, ms)
  else query.after = Math.max(query.after, ms)
}
