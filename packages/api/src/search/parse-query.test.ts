import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highlight } from './highlight.ts'
import { parseQuery } from './parse-query.ts'
import { rankingOf, termsOf, tsqueryOf } from './terms.ts'
import { tokensOf } from './tokens.ts'

const wordsOf = (query: string) =>
  parseQuery(query).terms.map(({ tokens, partial, not }) => {
    const text = tokens.map(({ text, open }) => text + (open ? '*' : '')).join(' ')
    return `${not ? '-' : ''}${text}${partial ? '~' : ''}`
  })

describe('a query', () => {
  it.each([
    ['deploy', ['deploy~']],
    ['ok v2', ['ok', 'v2']],
    ['Deploy*', ['deploy*']],
    ['"Two  words"', ['two words']],
    ['"never closed', ['never closed']],
    ['example.com', ['example com']],
    ['path/to/x*', ['path to x*']],
    ['-not -"not this"', ['-not~', '-not this']],
    ['東京', ['東京']],
    ['東京都', ['東京 京都']],
    ['京', ['京*']],
    ['iPhoneを買う', ['iphone を買 買う']],
    ['- -- * "" "" !? ', []],
    ["it's \\ 'quoted'", ['it s', 'quoted~']],
  ])('%s', (query, expected) => {
    expect(wordsOf(query)).toEqual(expected)
    expect(parseQuery(query).problems).toEqual([])
  })

  it('has operators, in any case, with names in quotes, and against it', () => {
    const query = parseQuery('FROM:@ann -from:bob in:#general in:"two words" has:links -has:file is:pinned plan')
    expect(query).toMatchObject({
      from: [
        { name: 'ann', not: false },
        { name: 'bob', not: true },
      ],
      in: [
        { name: 'general', not: false },
        { name: 'two words', not: false },
      ],
      has: [
        { what: 'link', not: false },
        { what: 'file', not: true },
      ],
      pinned: true,
      problems: [],
    })
    expect(wordsOf('FROM:ann plan https://x.y')).toEqual(['plan~', 'https x y'])
  })

  it('has days in UTC: before one ends where it begins, after one begins there', () => {
    const { before, after } = parseQuery('before:2026-02-01 before:2026-03-01 after:2026-01-31T10:00 after:2025-01-01')
    expect([before, after]).toEqual([Date.UTC(2026, 1, 1), Date.UTC(2026, 0, 31, 10)])
  })

  it('has times with an offset', () => {
    const { before, after } = parseQuery('after:2026-01-31T10:00+01:00 before:2026-01-31T10:00:30-05:30', 'Asia/Dhaka')
    expect([after, before]).toEqual([Date.UTC(2026, 0, 31, 9), Date.UTC(2026, 0, 31, 15, 30, 30)])
  })

  it.each([
    ['after:2026-01-31', 'Asia/Dhaka', '2026-01-30T18:00Z'],
    ['after:2026-01-31', 'America/Los_Angeles', '2026-01-31T08:00Z'],
    ['after:2026-01-31T00:30', 'Asia/Kolkata', '2026-01-30T19:00Z'],
    // Days on which summer time begins or ends.
    ['after:2026-03-29', 'Europe/Berlin', '2026-03-28T23:00Z'],
    ['after:2026-03-30', 'Europe/Berlin', '2026-03-29T22:00Z'],
    ['after:2026-10-25', 'Europe/Berlin', '2026-10-24T22:00Z'],
    ['after:2026-10-26', 'Europe/Berlin', '2026-10-25T23:00Z'],
    // It begins at midnight: that day has no midnight.
    ['after:2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00Z'],
    // The day before ended twice.
    ['after:2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00Z'],
    // A whole day that was left out.
    ['after:2011-12-30', 'Pacific/Apia', '2011-12-30T10:00Z'],
  ])('%s in %s is from %s on', (query, zone, expected) => {
    expect(new Date(parseQuery(query, zone).after)).toEqual(new Date(expected))
  })

  it('a day begins with the first moment that has its date, in every zone', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    const day = fc.integer({ min: Date.UTC(1970, 0, 2) / 86_400_000, max: Date.UTC(2040, 0, 1) / 86_400_000 })
    fc.assert(
      fc.property(zone, day, (timeZone, days) => {
        const written = new Date(days * 86_400_000).toISOString().slice(0, 10)
        const { after } = parseQuery(`after:${written}`, timeZone)
        const dateAt = (ms: number) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(ms)
        expect(dateAt(after) >= written).toBe(true)
        expect(dateAt(after - 1) < written).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    'before:tomorrow',
    'after:2026-02-30T10:00',
    'after:2026-02-30',
    'before:2026-13-01',
    'has:wings',
    'is:open',
    'from:',
    'in:""',
  ])('says what is wrong with %s', (query) => {
    expect(parseQuery(`fine ${query} fine`).problems).toHaveLength(1)
  })
})

const strange = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      'from:',
      'in:',
      '"',
      '-',
      '*',
      "'",
      '\\',
      ' ',
      ':',
      '|',
      '&',
      '!',
      '(',
      '<->',
      '東京',
      'ｶﾞ',
      'ß',
      '👩‍👩‍👧',
      'ﷺ',
      'İ',
    ),
  ),
  { maxLength: 20 },
)
const text = strange.map((parts) => parts.join('').toWellFormed().replaceAll('\u0000', ''))

describe('whatever is typed', () => {
  it('is read, and nothing but letters, digits and signs of ours reaches a tsquery', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const { terms } = parseQuery(typed)
        const wanted = terms.map((term) => ({ term, within: ['x'] }))
        const operators = /^('[\p{L}\p{N}\p{M}\p{Extended_Pictographic}*]+'(:\*)?| (&|\||<->) |!?\(|\))*$/u
        expect(tsqueryOf(wanted, 35)).toMatch(operators)
        expect(rankingOf(terms, 35)).toMatch(operators)
      }),
    )
  })

  it('has its tokens in their order, inside of it, in places that grow', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const tokens = tokensOf(typed)
        for (const [i, { start, end, position }] of tokens.entries()) {
          const before = tokens[i - 1]
          expect(start).toBeGreaterThanOrEqual(before?.start ?? 0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(typed.length)
          expect(position).toBe((before?.position ?? 0) + 1)
        }
      }),
    )
  })

  it('is highlighted in ranges that ascend and stay apart; a message that is its own query, from its first word on', () => {
    fc.assert(
      fc.property(text, text, (content, typed) => {
        let end = -1
        for (const [from, to] of highlight(content, parseQuery(typed).terms)) {
          expect(from).toBeGreaterThan(end)
          expect(to).toBeGreaterThan(from)
          end = to
        }
        expect(end).toBeLessThanOrEqual(content.length)
        const all = highlight(content, [
          { tokens: tokensOf(content).map(({ text }) => ({ text, open: false })), partial: false, not: false },
        ])
        const first = tokensOf(content)[0]
        if (first) expect(all[0]?.[0]).toBe(first.start)
      }),
    )
  })

  it('is written as a tsvector without a quote too many', () => {
    fc.assert(
      fc.property(text, (content) => {
        const id = '00000000-0000-4000-8000-000000000000'
        const message = { channelId: id, parentChannelId: id, userId: id, content, attachments: null, poll: null }
        const { terms } = termsOf({ ...message, reactions: null, threadReplies: null, pinnedAt: null }, 1)
        expect(terms).toMatch(/^('[^'\\]+'(:\d+(,\d+)*)? ?)+$/u)
      }),
    )
  })
})

describe('highlights', () => {
  const shown = (content: string, query: string) =>
    highlight(content, parseQuery(query).terms).map(([start, end]) => content.slice(start, end))
  it.each([
    ['The deployment', 'ploy', ['ploy']],
    ['The deployment', 'dep*', ['dep']],
    ['Müller und MULLER', 'müller', ['Müller', 'MULLER']],
    ['Große Straße', 'strass', ['Straße']],
    ['one two, three', '"two three" one', ['one', 'two, three']],
    ['two x three', '"two three"', []],
    ['明日は東京都で', '東京都', ['東京都']],
    ['明日は東京都で', '都', ['都']],
    ['👍👍 well', '👍', ['👍👍']],
    ['plain', '-plain', []],
  ])('of %s by %s', (content, query, expected) => {
    expect(shown(content, query)).toEqual(expected)
  })

  it('of the longest message, for a query made to be slow, cost milliseconds', () => {
    const slow = [
      ['a '.repeat(4_000), 'a '.repeat(150)],
      [
        `a b ${'a '.repeat(3_998)}`,
        Array.from({ length: 60 }, (_, i) => `"a ${i}"`)
          .join(' ')
          .slice(0, 300),
      ],
      [
        Array.from({ length: 1_600 }, (_, i) => 1_000 + i).join(' '),
        Array.from({ length: 75 }, (_, i) => 900 + i).join(' '),
      ],
    ] as const
    for (const [content, query] of slow) {
      const { terms } = parseQuery(query)
      const once = () => {
        const startedAt = performance.now()
        highlight(content, terms)
        return performance.now() - startedAt
      }
      // The best of several runs, since the machine may be busy. Comparing all with all took more than a hundred
      // milliseconds.
      expect(Math.min(...Array.from({ length: 8 }, once))).toBeLessThan(60)
    }
  })

  it('are the first hundred', () => {
    const { terms } = parseQuery('x y')
    const ranges = highlight('x y z '.repeat(300), terms)
    expect([ranges.length, ranges[0], ranges.at(-1)]).toEqual([100, [0, 1], [296, 297]])
  })
})
