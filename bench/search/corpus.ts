// What a million messages are made of: words as often as in a language (the n-th most frequent one n times as seldom as the
// first), a few topics of Japanese, links, files. The same each time.

const vocabulary = 40_000
const syllables =
  'ba ce di fo gu ha ji ke lo mu na pe qui ro su ta ve wi xo ya ze bri cra dro fle gli plo sta tre ment'.split(' ')

/** A small generator of numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** From 0: the n-th with a chance in proportion to 1 / n. */
export const zipf = (random: number, count: number): number => Math.floor(Math.exp(random * Math.log(count + 1))) - 1

/** The most frequent first; the n-th is the same each time. */
export const wordAt = (n: number): string => {
  let word = ''
  for (let rest = n + 7; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return word
}
const words = Array.from({ length: vocabulary }, (_, n) => wordAt(n))
const japanese = ['明日は東京都で会議です', '京都の写真を見ました', '資料を確認してください', 'よろしくお願いします']

/** Of 4 to 20 words; in every fiftieth a sentence of Japanese, in every twentieth a link. */
export function contentFrom(random: () => number): string {
  const parts = Array.from({ length: 4 + Math.floor(random() * 17) }, () => words[zipf(random(), vocabulary)] ?? '')
  const kind = random()
  if (kind < 0.02) parts.push(japanese[Math.floor(random() * japanese.length)] ?? '')
  else if (kind < 0.07) parts.push(`https://${words[zipf(random(), 500)]}.example.com/${Math.floor(random() * 1e6)}`)
  return parts.join(' ')
}
