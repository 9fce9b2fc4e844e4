// The content of a million messages, the same each time. Words are as frequent as in a language: the n-th most frequent one is n
// times as rare as the first. Some messages have Japanese sentences, links or files.

const vocabulary = 40_000
const syllables =
  'ba ce di fo gu ha ji ke lo mu na pe qui ro su ta ve wi xo ya ze bri cra dro fle gli plo sta tre ment'.split(' ')

/** A number from 0 on. The n-th number has a probability in proportion to 1 / n. */
export const zipf = (random: number, count: number): number => Math.floor(Math.exp(random * Math.log(count + 1))) - 1

/** The n-th most frequent word. */
export const wordAt = (n: number): string => {
  let word = ''
  for (let rest = n + 7; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return word
}
const words = Array.from({ length: vocabulary }, (_, n) => wordAt(n))
const japanese = ['明日は東京都で会議です', '京都の写真を見ました', '資料を確認してください', 'よろしくお願いします']

/** A text of 4 to 20 words. Every fiftieth has a Japanese sentence, every twentieth a link. */
export function contentFrom(random: () => number): string {
  const parts = Array.from({ length: 4 + Math.floor(random() * 17) }, () => words[zipf(random(), vocabulary)] ?? '')
  const kind = random()
  if (kind < 0.02) parts.push(japanese[Math.floor(random() * japanese.length)] ?? '')
  else if (kind < 0.07) parts.push(`https://${words[zipf(random(), 500)]}.example.com/${Math.floor(random() * 1e6)}`)
  return parts.join(' ')
}
