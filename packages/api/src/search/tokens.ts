/**
 * What a text is made of, for the index, for queries and for highlights: the three agree because all of them come here, and
 * not to Postgres, whose parser depends on the locale of the database and knows no words where none are spaced apart.
 */
export type Token = {
  /** In lower case, without accents: letters, digits and pictographs alone, never a quote or a backslash. */
  text: string
  /** Where it stands, `[start, end)`, in UTF-16 code units. */
  start: number
  end: number
  /** It counts on from token to token, so that a phrase is tokens in places that follow each other. */
  place: number
  /** Of a script without spaces: a pair of characters, or the last one of a run. */
  dense: boolean
}

/** Of a longer word only the start counts. */
const wordMax = 64

const dense =
  /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Extended_Pictographic}]/u
const runs = /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/gu
/** A run without this is one word. */
const beyondAscii = /[^ -~]/
const accents = /[\u0300-\u036f]/g
const others = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]/gu
const letters: Record<string, string> = { ß: 'ss', ς: 'σ', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ı: 'i', þ: 'th' }
const special = new RegExp(`[${Object.keys(letters).join('')}]`, 'g')

/** The same for what people take for the same: Müller and muller, ＡＢＣ and abc, Straße and strasse. */
export function fold(word: string): string {
  if (!beyondAscii.test(word)) return word.toLowerCase()
  return word
    .normalize('NFKD')
    .replace(accents, '')
    .toLowerCase()
    .replace(special, (letter) => letters[letter] ?? letter)
    .normalize('NFC')
    .replace(others, '')
}

/**
 * Words are letters and digits side by side. Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese and pictographs are written
 * in runs: there each two neighbours are a token, and so that a single character is found as the start of one, the last
 * character alone is one too.
 *
 * @param place of the first token
 */
export function tokensOf(text: string, place = 1): Token[] {
  const tokens: Token[] = []
  const add = (raw: string, start: number, isDense: boolean) => {
    const folded = fold(raw).slice(0, wordMax).toWellFormed()
    if (folded !== '') tokens.push({ text: folded, start, end: start + raw.length, place: place++, dense: isDense })
  }
  for (const { 0: run, index } of text.matchAll(runs)) {
    if (!beyondAscii.test(run)) add(run, index, false)
    else addMixed(run, index, add)
  }
  return tokens
}

/** A run of characters some of which may be of scripts without spaces. */
function addMixed(run: string, start: number, add: (raw: string, start: number, dense: boolean) => void): void {
  let word = ''
  let at = start
  const characters = [...run]
  for (const [i, character] of characters.entries()) {
    if (dense.test(character)) {
      if (word !== '') add(word, at - word.length, false)
      word = ''
      const next = characters[i + 1]
      add(next !== undefined && dense.test(next) ? character + next : character, at, true)
    } else word += character
    at += character.length
  }
  if (word !== '') add(word, at - word.length, false)
}
