/**
 * Grows with every change of what `fold` or the keys made of it answer. What is stored folded carries it, and a node
 * with a newer fold folds anew what stands.
 */
export const foldVersion = 1

const beyondAscii = /[^\t-\r -~]/
/**
 * What may be ignored; accents of Latin, Greek and Cyrillic; vowel points of Hebrew, Arabic and Syriac; and the stroke
 * that lengthens Arabic words. In other scripts, such as Devanagari and Thai, marks are letters and stay.
 */
const unmeant =
  /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u0640\p{Default_Ignorable_Code_Point}]|(?=\p{M})[\p{Script_Extensions=Hebrew}\p{Script_Extensions=Arabic}\p{Script_Extensions=Syriac}]/gu
/** Letters that Unicode does not take apart, but that people take for others or cannot type. */
const letters: Record<string, string> = {
  ß: 'ss',
  ς: 'σ',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  þ: 'th',
  ı: 'i',
  ي: 'ی',
  ى: 'ی',
  ك: 'ک',
  '‘': "'",
  '’': "'",
  ʼ: "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‐': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
}
const special = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu')

/**
 * Makes equal what people take for the same: Müller and MULLER, ＡＢＣ and abc, Straße and strasse, `co\u00adoperate` and
 * cooperate, with one space where there were several. Every comparison and look-up of names and words goes through it;
 * it is never shown. Folding twice changes nothing more.
 *
 * It is Unicode's NFKC_Casefold, and besides leaves out the marks that people leave out when they type.
 */
export function fold(text: string): string {
  const folded = beyondAscii.test(text) ? foldBeyondAscii(text) : text.toLowerCase()
  return space.test(folded) ? folded.replace(spaces, ' ').trim() : folded
}

const space = /\s/
const spaces = /\s+/g

function foldBeyondAscii(text: string): string {
  const before = bare(text)
  // Upper case first, because some letters are equal only there.
  const lower = before.toUpperCase().toLowerCase()
  return (lower === before ? lower : bare(lower))
    .replace(special, (letter) => letters[letter] ?? letter)
    .normalize('NFC')
}

const bare = (text: string) => text.normalize('NFKD').replace(unmeant, '')

/**
 * Whether a name, or a word in it, begins with a query. Both are folded.
 *
 * @param folded `fold(name)`
 */
export const beginsAWord = (folded: string, query: string): boolean =>
  folded.startsWith(query) || folded.includes(` ${query}`) || folded.includes(`-${query}`)
