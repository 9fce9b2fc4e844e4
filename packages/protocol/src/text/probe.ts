import { parseText } from './parse.ts'
import { inlinesOf } from './walk.ts'

/*
 * For composers. Whether a name is read as one depends on all that stands around it. So another name is put in its place,
 * and looked for in what is read.
 */

/** Whether a name that is written instead of what stands between `from` and `to` is called. */
export function isCalledAt(text: string, from: number, to: number): boolean {
  const name = unused(text)
  return isReadAt(text, from, to, `@${name}`, name)
}

/** The same for an emoji, whose name is written between colons. */
export function isEmojiAt(text: string, from: number, to: number): boolean {
  const name = unused(text)
  return isReadAt(text, from, to, `:${name}:`, name)
}

/** Whoever writes has perhaps begun code and not ended it yet. So each way to end it is tried. */
const endsOfCode = ['', '`', '``']

function isReadAt(text: string, from: number, to: number, written: string, name: string): boolean {
  return endsOfCode.every((end) => namesIn(`${text.slice(0, from)}${written}${end} ${text.slice(to)}`).has(name))
}

/**
 * Replaces the names of emoji between colons, where they are read as such: not in code, not in addresses.
 *
 * @param emojiOf the emoji of this name; undefined leaves the name as it is
 */
export function replaceEmojiNames(text: string, emojiOf: (name: string) => string | undefined): string {
  const name = unused(text)
  let count = 0
  const read = namesIn(
    text.replace(named, (whole, written: string) => (emojiOf(written) ? `:${name}${count++}:` : whole)),
  )
  let at = 0
  return text.replace(named, (whole, written: string) => {
    const emoji = emojiOf(written)
    return emoji && read.has(`${name}${at++}`) ? emoji : whole
  })
}

const named = /:([a-z0-9_+-]{1,30}):/gi

function namesIn(text: string): Set<string> {
  return new Set(
    [...inlinesOf(parseText(text))].flatMap((node) => {
      if (node.type === 'mention') return node.names
      return node.type === 'emoji' ? [node.name] : []
    }),
  )
}

/** A name that the text does not have in it. */
function unused(text: string): string {
  const taken = text.match(/namex*/g) ?? []
  return `name${'x'.repeat(Math.max(0, ...taken.map(({ length }) => length - 3)))}`
}
