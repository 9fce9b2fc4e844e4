import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { beginsAWord, fold } from '../src/fold.ts'

// Thousands of characters are looked at: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const text = fc.string({ unit: 'binary', maxLength: 40 })
/** Every character that Unicode has, but those of which there are many of one kind. */
const characters = Array.from({ length: 0xe01ff }, (_, point) => String.fromCodePoint(point)).filter(
  (one) => !/[\p{Cn}\p{Co}\p{Cs}\p{Unified_Ideograph}]/u.test(one),
)

describe('the fold makes equal what looks equal', () => {
  it.each([
    ['Åsa', 'asa'],
    ['MÜLLER', 'muller'],
    ['Straße', 'STRASSE'],
    ['ＡＢＣ１', 'abc1'],
    ['co\u00adop\u200berate', 'cooperate'],
    ['ΟΔΟΣ', 'οδός'],
    ['ёлка', 'елка'],
    ['İstanbul', 'istanbul'],
    ['ILGIN', 'ılgın'],
    ['Łódź', 'lodz'],
    ['ﬁne', 'fine'],
    ['café', 'cafe\u0301'],
    ['شَدّة', 'شدة'],
    ['كتاب', 'کتاب'],
    ['שָׁלוֹם', 'שלום'],
    ['می\u200cخواهم', 'میخواهم'],
    ['ｶﾞ', 'ガ'],
    ['각', '\u1100\u1161\u11a8'],
    ['O’Brien', "o'brien"],
    ['a  b\u00a0c', 'a b c'],
    ['❤\ufe0f', '❤'],
  ])('%s and %s', (one, other) => expect(fold(one)).toBe(fold(other)))

  it.each([
    ['か', 'が'],
    ['किताब', 'कताब'],
    ['มา', 'ม'],
    ['a', 'b'],
    ['general', 'generals'],
  ])('and leaves %s and %s apart', (one, other) => expect(fold(one)).not.toBe(fold(other)))

  it('of every character in either case, composed or not, wide or not', () => {
    const differing = characters.filter((one) => {
      const folded = fold(one)
      return [one.normalize('NFD'), one.normalize('NFC'), one.normalize('NFKC'), `\u200b${one}\ufe0f`].some(
        (other) => fold(other) !== folded,
      )
    })
    expect(differing).toEqual([])
    // A small iota below a letter is a mark, and a letter of its own in upper case.
    const cased = characters.filter((one) => !one.normalize('NFD').includes('\u0345'))
    expect(cased.filter((one) => fold(one.toUpperCase()) !== fold(one))).toEqual([])
  })

  it('and folding again changes nothing', () => {
    expect(characters.filter((one) => fold(fold(one)) !== fold(one))).toEqual([])
    fc.assert(fc.property(text, (one) => fold(fold(one)) === fold(one)))
  })
})

it('a word of a name begins after a space or a hyphen', () => {
  const name = fold('Anne-Marie van der Berg')
  expect(['anne', 'marie', 'van der', 'berg', 'anne-m'].every((query) => beginsAWord(name, query))).toBe(true)
  expect(['nne', 'arie', 'erg', 'anne van'].some((query) => beginsAWord(name, query))).toBe(false)
})
