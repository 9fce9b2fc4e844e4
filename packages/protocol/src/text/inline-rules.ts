import type { StateInline } from 'markdown-it'
import { AddressMap, findAddresses } from './addresses.ts'
import { wordEndsAt, wordGoesOnAt } from './word.ts'

/**
 * The rules for pieces of a line that are Chime's own. As markdown-it asks for it, a rule looks at `state.pos`, moves it
 * behind what it read, and returns whether it read something. With `silent` it only moves.
 */
type Rule = (state: StateInline, silent: boolean) => boolean

/** Where one of the rules might begin to read, apart from addresses. */
const special = /[\\`*_~[\]<:@＠]/g

/** Reads plain text, line breaks and indentation included, up to where another rule may begin. */
export const text: Rule = (state, silent) => {
  const { src, pos, posMax } = state
  special.lastIndex = pos
  const end = Math.min(special.exec(src)?.index ?? posMax, addressesOf(state).nextStart(pos), posMax)
  if (end === pos) return false
  if (!silent) state.pending += src.slice(pos, end)
  state.pos = end
  return true
}

/** The addresses are found once for each line of text that is parsed. */
const addresses = new WeakMap<StateInline, AddressMap>()
const mayHaveAddress = /:\/\/|www\.|@/i

function addressesOf(state: StateInline): AddressMap {
  const known = addresses.get(state)
  if (known) return known
  const found = new AddressMap(mayHaveAddress.test(state.src) ? findAddresses(state.src) : [])
  addresses.set(state, found)
  return found
}

/** Reads an address that stands in the text as it is. In the text of a link it is text. */
export const address: Rule = (state, silent) => {
  const found = addressesOf(state).at(state.pos)
  if (!found || found.end > state.posMax) return false
  const written = state.src.slice(found.start, found.end)
  if (!silent && state.linkLevel > 0) state.pending += written
  else if (!silent) {
    state.push('link_open', 'a', 1).attrs = [['href', found.url]]
    state.pending += written
    state.push('link_close', 'a', -1)
  }
  state.pos = found.end
  return true
}

/** The letters, digits and punctuation of usernames, also in full width. */
const calledName = /[@＠]((?:[a-z0-9_.\-ａ-ｚ０-９＿．－]*[a-z0-9ａ-ｚ０-９]|[_.-]{3,})(?![a-z0-9ａ-ｚ０-９]))/iy
const nameMax = 200

/**
 * Reads `@name`. It is no call in the middle of a word or an address. Punctuation at its end is left to the text: whether
 * it belongs to the name is decided when it is known that it is not markup.
 */
export const mention: Rule = (state, silent) => {
  const { src, pos } = state
  calledName.lastIndex = pos
  const found = calledName.exec(src)
  const end = calledName.lastIndex
  if (!found || end > state.posMax || end - pos > nameMax || wordEndsAt(src, pos) || wordGoesOnAt(src, end))
    return false
  // `@name@example.org` is an address too.
  if (addressesOf(state).at(pos + 1)) return false
  if (!silent) state.push('mention', '', 0).content = found[0]
  state.pos = end
  return true
}

const emojiName = /(?<!\d):([a-z0-9_+-]{1,30}):/iy

/** Reads `:name:`. */
export const emoji: Rule = (state, silent) => {
  emojiName.lastIndex = state.pos
  const found = emojiName.exec(state.src)
  if (!found || emojiName.lastIndex > state.posMax) return false
  if (!silent) state.push('emoji', '', 0).content = found[1] ?? ''
  state.pos = emojiName.lastIndex
  return true
}

const escapable = /[!-/:-@[-`{-~＠]/

/**
 * Reads a backslash and the punctuation after it: that is text then. A backslash at the end of a line stays: it
 * continues the command that somebody pasted.
 */
export const escaped: Rule = (state, silent) => {
  const next = state.src.charAt(state.pos + 1)
  if (state.src.charAt(state.pos) !== '\\' || state.pos + 1 >= state.posMax || !escapable.test(next)) return false
  if (!silent) state.pending += next
  state.pos += 2
  return true
}

/** Reads code as markdown-it does, but keeps the line breaks in it. */
export function codeWithBreaks(code: Rule): Rule {
  return (state, silent) => {
    const { pos } = state
    if (!code(state, silent)) return false
    const token = state.tokens.at(-1)
    if (silent || token?.type !== 'code_inline' || state.pending !== '') return true
    const inside = state.src.slice(pos + token.markup.length, state.pos - token.markup.length)
    if (inside.includes('\n')) token.content = inside.replace(/^ (.+) $/s, '$1')
    return true
  }
}

const lastLink = new WeakMap<StateInline, number>()

/**
 * Reads a bracket that no link can begin with, because none goes on after it. Else each of many brackets would be looked
 * at as the possible beginning of a link.
 */
export const bracket: Rule = (state, silent) => {
  if (state.src.charAt(state.pos) !== '[') return false
  const last = lastLink.get(state) ?? state.src.lastIndexOf('](')
  lastLink.set(state, last)
  if (last > state.pos) return false
  if (!silent) state.pending += '['
  state.pos += 1
  return true
}
