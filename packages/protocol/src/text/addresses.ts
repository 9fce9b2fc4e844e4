import { wordEndsAt } from './word.ts'

/** Where an address stands in a text, and where it leads. */
export type Address = { start: number; end: number; url: string }

/**
 * Finds the addresses that are links without being marked as such: `https://…`, `www.…` and e-mail addresses. Takes time
 * in proportion to the length of the text, whatever is in it.
 */
export function findAddresses(text: string): Address[] {
  const found = [...webAddresses(text), ...mailAddresses(text)].sort((a, b) => a.start - b.start)
  return found.filter(({ start }, i) => i === 0 || start >= (found[i - 1]?.end ?? 0))
}

/** The addresses of a text, to be looked up by where they stand. */
export class AddressMap {
  readonly #sorted: readonly Address[]
  readonly #byStart: ReadonlyMap<number, Address>

  constructor(sorted: readonly Address[]) {
    this.#sorted = sorted
    this.#byStart = new Map(sorted.map((one) => [one.start, one]))
  }

  /** The address that begins here. */
  at = (pos: number): Address | undefined => this.#byStart.get(pos)

  /** Where the first address after this place begins; infinity if there is none. */
  nextStart(pos: number): number {
    let from = 0
    for (let to = this.#sorted.length; from < to; ) {
      const middle = (from + to) >> 1
      if ((this.#sorted[middle]?.start ?? 0) > pos) to = middle
      else from = middle + 1
    }
    return this.#sorted[from]?.start ?? Number.POSITIVE_INFINITY
  }
}

const begin = /https?:\/\/|www\./gi
/** With a user's name before it at most, and a port after it. */
const host =
  /(?:[\w.~%!$&*+;=:-]{0,100}[a-z0-9]@)?(?:\[[\da-f:.]{2,45}\]|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?)(?::\d{1,5})?/iuy
/**
 * No name of a country or the like mixes Latin with another script. Where they meet, the address ends and the sentence
 * goes on, as it may in scripts without spaces.
 */
const latinHost = /^(?:[\w-]+\.)+[a-z]{2,63}(?=(?!\p{Script=Latin})\p{L})/iu
/** Where the path of an address ends: at space, quotes, marks of code and emphasis, and punctuation of full width. */
const pathEnd =
  /[\s<>"`|\\\u2014\u2015\u2018-\u201f\u2026\u3001-\u3003\u3008-\u3011\u3014-\u301f\u3030\u303d\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]|\*\*|~~/g
/** What ends the sentence, and not the address. */
const trailing = /[?!.,:;*_~'([]+$/

function* webAddresses(text: string): Generator<Address> {
  begin.lastIndex = 0
  for (let found = begin.exec(text); found; found = begin.exec(text)) {
    const start = found.index
    const isBare = found[0].length === 4
    // `www.` is a part of the name; it must not stand in the middle of another one.
    host.lastIndex = isBare ? start + 4 : begin.lastIndex
    if (wordEndsAt(text, start) || (isBare && /[./@_-]$/.test(text.slice(0, start).slice(-1)))) continue
    const name = host.exec(text)
    if (!name) continue
    const cut = latinHost.exec(name[0])
    const end = cut ? name.index + cut[0].length : pathEndAt(text, host.lastIndex)
    const written = text.slice(start, end)
    yield { start, end, url: isBare ? `http://${written}` : written }
    begin.lastIndex = end
  }
}

/** Where the address ends whose host ends at `from`. A bracket that was not opened in the path ends it too. */
function pathEndAt(text: string, from: number): number {
  if (!/[/?#]/.test(text.charAt(from))) return from
  pathEnd.lastIndex = from
  let end = pathEnd.exec(text)?.index ?? text.length
  const open = { '(': 0, '[': 0 }
  for (let at = from; at < end; at++) {
    const char = text.charAt(at)
    if (char === '(' || char === '[') open[char]++
    if ((char === ')' && --open['('] < 0) || (char === ']' && --open['['] < 0)) end = at
  }
  return end - (trailing.exec(text.slice(Math.max(from, end - 100), end))?.[0].length ?? 0)
}

const localMax = 64
const domain = /[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62}){0,8}\.[a-z]{2,63}/iy

function* mailAddresses(text: string): Generator<Address> {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    domain.lastIndex = at + 1
    const name = localName(text, at)
    if (name === '' || !domain.test(text)) continue
    const start = at - name.length
    if (!wordEndsAt(text, start))
      yield { start, end: domain.lastIndex, url: `mailto:${text.slice(start, domain.lastIndex)}` }
  }
}

/** The part of an e-mail address before the `@`: words with single full stops between them. Empty if there is none. */
function localName(text: string, at: number): string {
  let from = at
  while (from > 0 && at - from < localMax && /[\w+.-]/.test(text.charAt(from - 1))) from--
  const name = /[\w+-]+(?:\.[\w+-]+)*$/.exec(text.slice(from, at))?.[0] ?? ''
  return name.replace(/^[_+-]+/, '')
}
