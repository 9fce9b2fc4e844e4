import { fold } from '@chime/protocol'

/**
 * A piece of text, as the index, the queries and the highlights see it. All three use this file, so they agree.
 * Postgres' own parser is not used: it depends on the locale of the database, and finds no words in scripts without
 * spaces.
 */
export type Token = {
  /** In lower case and without accents. Only letters, digits and pictographs: never a quote or a backslash. */
  text: string
  /** The range in the text, `[start, end)`, in UTF-16 code units. */
  start: number
  end: number
  /** Counts on from token to token. The tokens of a phrase are at consecutive positions. */
  position: number
  /** Whether it is of a script without spaces: then it is a pair of characters, or the last character of a run. */
  dense: boolean
}

/** A part of a word in which letters and digits alternate, such as the 2 of `v2`. */
export type Part = Pick<Token, 'text' | 'start' | 'end'>

/** Only so many characters of a longer word count. */
const wordMax = 64
/** A word of more parts is none that people search by its parts, such as a hash. */
const partsMax = 4

const dense =
  /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Extended_Pictographic}]/u
/** What may be ignored, such as a soft hyphen, does not part words. */
const runs =
  /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}][\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{Default_Ignorable_Code_Point}]*/gu
/** A run that contains no such character is one word. */
const beyondAscii = /[^ -~]/
const others = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]/gu

/** Kana, Chinese characters and Hangul fold to themselves. A long message has thousands of tokens of them. */
const foldsToItself = /^[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]+$/

function foldWord(word: string): string {
  if (!beyondAscii.test(word)) return word.toLowerCase()
  return foldsToItself.test(word) ? word : fold(word).replace(others, '')
}

const mixed = /\p{N}\p{L}|\p{L}\p{N}/u
const parts = /\p{N}+|[^\p{N}]+/gu

/**
 * The parts of a word of letters and digits, in order: `v`, `2` of `v2`. So `2.13` is found in `v2.13.4` and in
 * `2.13rc1`. None for a word that is all letters or all digits.
 */
export function partsOf({ text, start, end, dense }: Token): Part[] {
  if (dense || !mixed.test(text)) return []
  const found = [...text.matchAll(parts)]
  if (found.length > partsMax) return []
  // Where folding has changed the length, it is not known which letters became which.
  const isSame = end - start === text.length
  return found.map(({ 0: part, index }) => ({
    text: part,
    ...(isSame ? { start: start + index, end: start + index + part.length } : { start, end }),
  }))
}

/**
 * Splits a text into tokens. A word is a run of letters and digits. Chinese, Japanese, Korean, Thai, Lao, Khmer,
 * Burmese and pictographs are written without spaces: there every two neighbouring characters are a token. The last
 * character of a run is one too, so that every single character is found as the start of a token.
 *
 * @param position of the first token
 */
export function tokensOf(text: string, position = 1): Token[] {
  const tokens: Token[] = []
  const add = (raw: string, start: number, isDense: boolean) => {
    const folded = foldWord(raw).slice(0, wordMax).toWellFormed()
    if (folded !== '')
      tokens.push({ text: folded, start, end: start + raw.length, position: position++, dense: isDense })
  }
  for (const { 0: run, index } of text.matchAll(runs)) {
    if (!beyondAscii.test(run)) add(run, index, false)
    else addMixed(run, index, add)
  }
  return tokens
}

const ignorable = /\p{Default_Ignorable_Code_Point}/u

/** Splits a run in which some characters are of scripts without spaces. */
function addMixed(run: string, start: number, add: (raw: string, start: number, dense: boolean) => void): void {
  const hasIgnorable = ignorable.test(run)
  /** What is not added yet: a word, or the last one of characters without spaces. Empty: nothing. */
  let [from, to, isDense] = [0, 0, false]
  const addWaiting = () => {
    if (to > from) add(run.slice(from, to), start + from, isDense)
    to = from
  }
  let end = 0
  for (const character of run) {
    const at = end
    end += character.length
    if (hasIgnorable && ignorable.test(character)) continue
    const isNextDense = dense.test(character)
    if (isNextDense && isDense && to > from) to = end
    if (isNextDense || isDense) addWaiting()
    if (to <= from || isNextDense) from = at
    to = end
    isDense = isNextDense
  }
  addWaiting()
}
