import { fold } from '@chime/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highlight } from './highlight.ts'
import { parseQuery } from './parse-query.ts'
import { partsOf, tokensOf } from './tokens.ts'

const words = (text: string) => tokensOf(text).map((token) => token.text)
const marked = (text: string, query: string) =>
  highlight(text, parseQuery(query).terms).map(([start, end]) => text.slice(start, end))

/** What nobody sees in a text, and what does not change what it says. */
const unseen = fc.constantFrom('\u00ad', '\u200b', '\u200d', '\u2060', '\ufe0f', '\ufeff', '\u034f')

describe('tokens', () => {
  it('are the same, whatever stands unseen inside of words', () => {
    const character = fc.constantFrom(...'abzÅéßΣς1２東北ก가ك😀')
    fc.assert(
      fc.property(fc.array(fc.tuple(character, fc.option(unseen)), { minLength: 1 }), (all) => {
        const plain = all.map(([one]) => one).join('')
        const filled = all.map(([one, more]) => one + (more ?? '')).join('')
        expect(words(filled)).toEqual(words(plain))
      }),
    )
  })

  it('lie where they stand in the text, one after the other', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom(...'aÅ1 .-東ก😀'), unseen) })
    fc.assert(
      fc.property(text, (one) => {
        for (const { text: word, start, end } of tokensOf(one)) {
          expect(start).toBeLessThan(end)
          expect(words(one.slice(start, end))[0]).toBe(word)
        }
      }),
    )
  })

  it('have parts where letters and digits meet', () => {
    const parts = (text: string) =>
      tokensOf(text)
        .flatMap(partsOf)
        .map((part) => part.text)
    expect(parts('v2.13.4 1.0beta2 plain 42 a1b2c3d4')).toEqual(['v', '2', '0', 'beta', '2'])
  })
})

describe('what is found is marked', () => {
  it.each([
    ['since v2.13.4', '2.13', ['2.13']],
    ['since v2.13.4rc1', '13.4', ['13.4']],
    ['we co\u00adoperate', 'cooperate', ['co\u00adoperate']],
    ['we cooperate', 'co\u00adoperate', ['cooperate']],
    ['Åsa, ÅSA', 'asa', ['Åsa', 'ÅSA']],
    ['v21.13', '2.13', []],
  ])('in %j for %j', (text, query, expected) => expect(marked(text, query)).toEqual(expected))

  it('for any two neighbouring numbers of a version, with letters before and after', () => {
    const number = fc.integer({ min: 0, max: 99 }).map(String)
    const letters = fc.constantFrom('', 'v', 'rc', 'beta')
    fc.assert(
      fc.property(letters, fc.array(number, { minLength: 2, maxLength: 4 }), letters, (before, numbers, after) => {
        const version = `${before}${numbers.join('.')}${after}`
        for (const [i, one] of numbers.entries()) {
          const next = numbers[i + 1]
          if (next !== undefined) expect(marked(`at ${version} now`, `${one}.${next}`)).toContain(`${one}.${next}`)
        }
      }),
    )
  })
})

it('kana, Chinese characters and Hangul are their own tokens, as folding them says', () => {
  for (const [from, to] of [
    [0x3041, 0x3096],
    [0x30a1, 0x30fa],
    [0x4e00, 0x9fff],
    [0xac00, 0xd7a3],
  ] as const) {
    const all = Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))
    expect(fold(all.join(''))).toBe(all.join(''))
    expect(tokensOf(all.join('')).map(({ text }) => text)).toEqual(all.map((one, i) => one + (all[i + 1] ?? '')))
  }
})
