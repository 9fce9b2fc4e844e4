import { styleText } from 'node:util'
import sliceAnsi from 'slice-ansi'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

// Text on the screen. Widths are columns: a Japanese letter or an emoji takes two. `NO_COLOR` leaves styles out.

type Style = Parameters<typeof styleText>[0]

export const paint = (style: Style, text: string): string => (text === '' ? '' : styleText(style, text))
export const dim = (text: string): string => paint('dim', text)
export const widthOf = (text: string): number => stringWidth(text)

/** Exactly this wide: cut with `…`, or filled with spaces. */
export function toWidth(text: string, width: number): string {
  const cut = truncate(text, width)
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)))
}

export function truncate(text: string, width: number): string {
  if (width <= 0) return ''
  return stringWidth(text) <= width ? text : `${sliceAnsi(text, 0, width - 1)}…`
}

/** The lines that a text takes at this width. Long words are cut. Spaces are kept, but for the one at which it breaks. */
export function wrap(text: string, width: number): string[] {
  return wrapAnsi(text, Math.max(1, width), { hard: true, trim: false })
    .split('\n')
    .map((line, i) => (i === 0 ? line : line.replace(/^ /, '')))
}

/** A line with a title: `── new ──────`. */
export function rule(title: string, width: number, style: Style = 'dim'): string {
  return paint(style, truncate(`── ${title} ${'─'.repeat(width)}`, width + 1).replace(/…$/, ''))
}

const colours = ['cyan', 'green', 'yellow', 'blue', 'magenta', 'red'] as const

/** Everybody has a colour, always the same. */
export function paintName(name: string): string {
  let sum = 0
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997
  return paint(['bold', colours[sum % colours.length] ?? 'cyan'], name)
}
