import type { TextRange } from './excerpt.ts'

const word = /[\p{L}\p{N}\p{M}]+/gu
const inWord = '[\\p{L}\\p{N}\\p{M}]'

/**
 * Where the matches of a search stand in the line that is shown of a message. The server tells where they are in what
 * was written, among the markup, so their words are looked for again in the line.
 *
 * @param spans the matches in `content`, in UTF-16 code units
 * @returns the matches in `line`, ascending
 */
export function foundIn(line: string, content: string, spans: readonly TextRange[]): TextRange[] {
  const patterns = new Set(spans.flatMap(([from, to]) => patternOf(content, from, to) ?? []))
  if (patterns.size === 0) return []
  // The longest first: an alternative that is the beginning of another one would hide it.
  const any = [...patterns].sort((a, b) => b.length - a.length).join('|')
  return [...line.matchAll(new RegExp(any, 'gu'))].map(({ index, 0: { length } }) => [index, index + length])
}

/** The words of a match with anything between them, since markup may have stood there. A whole word stays one. */
function patternOf(content: string, from: number, to: number): string | null {
  const words = content.slice(from, to).match(word)
  if (!words) return null
  const begins = isWordAt(content, from - 1) ? '' : `(?<!${inWord})`
  const ends = isWordAt(content, to) ? '' : `(?!${inWord})`
  return `${begins}${words.join('[^\\p{L}\\p{N}\\p{M}]+')}${ends}`
}

const isWordAt = (text: string, at: number) => new RegExp(inWord, 'u').test(text.charAt(at))
