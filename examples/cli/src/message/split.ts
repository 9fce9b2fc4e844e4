import { limits } from '@chime/protocol'

/**
 * Cuts a text into pieces that fit into one message each: between paragraphs if that is possible, else between lines, else
 * between words. Only white space between the pieces is left out.
 */
export function split(text: string, max: number = limits.contentMax): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > max) {
    const at = cut(rest, max)
    const piece = rest.slice(0, at).trimEnd()
    if (piece) pieces.push(piece)
    rest = rest.slice(at).replace(/^(?: *\n)+|^ +/, '')
  }
  return rest.trim() ? [...pieces, rest] : pieces
}

function cut(text: string, max: number): number {
  const window = text.slice(0, max + 1)
  for (const gap of ['\n\n', '\n', ' ']) {
    const at = window.lastIndexOf(gap)
    // A first piece of a few letters would look odd, so a long paragraph is rather cut between lines.
    if (at > max / 4) return at
  }
  // No gap at all. Not within a character that is written as two code units.
  const isHighSurrogate = /[\ud800-\udbff]$/.test(text.slice(0, max))
  return isHighSurrogate ? max - 1 : max
}
