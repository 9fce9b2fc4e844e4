import { describe, expect, it } from 'vitest'
import { isEmoji, spellEmoji } from '../src/emoji-sequence.ts'
import { emoji, standingEmoji } from '../src/reaction.ts'

const parsed = (text: string) => emoji.safeParse(text).data ?? null
/** Each code point that is an emoji, in every way in which people and programs spell it. */
const characters = Array.from({ length: 0x1fbff }, (_, point) => point)
  .filter((point) => point > 0xff && (point < 0xd800 || point > 0xdfff))
  .map((point) => String.fromCodePoint(point))
  .filter((one) => /^\p{Emoji}$/u.test(one) && !/^\p{Regional_Indicator}$/u.test(one))

describe('an emoji', () => {
  it.each([
    ['❤', '❤\ufe0f'],
    ['❤\ufe0f', '❤\ufe0f'],
    ['❤\ufe0e', '❤\ufe0f'],
    ['👍', '👍'],
    ['👍\ufe0f', '👍'],
    ['👍🏽', '👍🏽'],
    ['☝🏽', '☝🏽'],
    ['☝\ufe0f🏽', '☝🏽'],
    ['1\u20e3', '1\ufe0f\u20e3'],
    ['🏳\u200d🌈', '🏳\ufe0f\u200d🌈'],
    ['🕵\ufe0f\u200d♂', '🕵\ufe0f\u200d♂\ufe0f'],
    ['❤\u200d🔥', '❤\ufe0f\u200d🔥'],
    ['👨\u200d👩\u200d👧', '👨\u200d👩\u200d👧'],
    ['🇺🇳', '🇺🇳'],
    ['🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    [':party_parrot:', ':party_parrot:'],
    [':+1:', ':+1:'],
  ])('%s is spelled %s', (given, spelled) => expect(parsed(given)).toBe(spelled))

  it('has one spelling, whichever one is given', () => {
    expect(characters.length).toBeGreaterThan(1_300)
    const differing = characters.filter((one) => {
      const [plain, picture, words] = [parsed(one), parsed(`${one}\ufe0f`), parsed(`${one}\ufe0e`)]
      return plain === null || plain !== picture || plain !== words || parsed(plain) !== plain
    })
    expect(differing).toEqual([])
  })

  it.each([
    '',
    'a',
    '1',
    '#',
    ':',
    '::',
    ':Ä:',
    ':a b:',
    '👍👍',
    '🇦',
    '🇦🇦🇦',
    '👍\u200d👍',
    '😀🏽',
    '\u200d',
    '\ufe0f',
    '👍x',
    '🏴󠁧󠁿',
  ])('is not %j', (text) => expect(parsed(text)).toBe(null))

  it('that stands below a message and is no emoji can be taken away', () => {
    expect(standingEmoji.safeParse('😀🏽').data).toBe('😀🏽')
    expect([spellEmoji('no emoji'), spellEmoji('1'), isEmoji('1')]).toEqual(['no emoji', '1', false])
  })
})
