import { domainToUnicode } from 'node:url'
import { type Filter, fold, linkPattern } from '@chime/protocol'
import { linksIn, parseText, plainText } from '@chime/protocol/text'

type Pattern = Pick<Filter, 'kind' | 'pattern' | 'action'>

/** Says what in a text may not be written; null: nothing. */
export type Judge = (text: string) => string | null

/**
 * Makes one judge of all filters. What is compared is folded, so whatever people take for the same is the same. An
 * exception wins over what it covers.
 *
 * @returns null when nothing is refused
 */
export function compileFilters(filters: readonly Pattern[]): Judge | null {
  const of = (kind: Filter['kind'], action: Filter['action']) =>
    filters.filter((one) => one.kind === kind && one.action === action).map(({ pattern }) => pattern)
  const words = judgeOfWords(of('word', 'refuse'), of('word', 'allow'))
  const links = judgeOfLinks(of('link', 'refuse'), of('link', 'allow'))
  if (!words && !links) return null
  return (text) => words?.(text) ?? links?.(text) ?? null
}

/** Letters of scripts that put no spaces between words: there a word is found within others. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
const letter = String.raw`[\p{L}\p{N}\p{M}]`
const needsEdge = new RegExp(`(?![${unspaced}])${letter}`, 'u')
/** Marks with which a text can be written so that its words look whole only once it is shown. */
const markup = /[*_~`|\\[\]]/

function judgeOfWords(refused: readonly string[], allowed: readonly string[]): Judge | null {
  if (refused.length === 0) return null
  const sources = refused.map(sourceOf)
  // Nearly every text matches none: that is found out in one pass.
  const any = new RegExp(sources.join('|'), 'u')
  const each = sources.map((source, i) => ({ pattern: refused[i] ?? '', regex: new RegExp(source, 'gu') }))
  const exceptions = allowed.map((pattern) => new RegExp(sourceOf(pattern), 'gu'))

  function judge(folded: string): string | null {
    if (!any.test(folded)) return null
    const spans = exceptions.flatMap((regex) => spansOf(regex, folded))
    for (const { pattern, regex } of each) {
      for (const [from, to] of spansOf(regex, folded)) {
        const isExcepted = spans.some(([start, end]) => start <= from && to <= end)
        if (!isExcepted) return `“${pattern.replace(/^\*|\*$/g, '')}” may not be written here`
      }
    }
    return null
  }

  return (text) => judge(fold(text)) ?? (markup.test(text) ? judge(fold(plainText(parseText(text)))) : null)
}

const spansOf = (regex: RegExp, text: string) =>
  [...text.matchAll(regex)].map((found): [number, number] => [found.index, found.index + found[0].length])

/** A regular expression without anything that could make it slow: literal words, with their edges. */
function sourceOf(pattern: string): string {
  const words = fold(pattern.replace(/^\*|\*$/g, ''))
  const literal = words.split(' ').map(RegExp.escape).join(String.raw`[^\p{L}\p{N}]+`)
  const [first = '', last = ''] = [words, [...words].at(-1)]
  const before = pattern.startsWith('*') ? '' : needsEdge.test([...first][0] ?? '') ? `(?<!${letter})` : ''
  const after = pattern.endsWith('*') ? `${letter}*` : needsEdge.test(last) ? `(?!${letter})` : ''
  return `${before}${literal}${after}`
}

type Address = { host: string; path: string }

function judgeOfLinks(refused: readonly string[], allowed: readonly string[]): Judge | null {
  if (refused.length === 0) return null
  const refusesAll = refused.includes('*')
  const denied = refused.flatMap(addressOf)
  const excepted = allowed.flatMap(addressOf)
  if (allowed.includes('*')) return null
  const isAllowed = (address: Address) => excepted.some((one) => covers(one, address))
  return (text) => {
    for (const address of [...linkedIn(text), ...namedIn(text)]) {
      const one = denied.find((denied) => covers(denied, address))
      if (one && !isAllowed(address)) return `links to ${one.host}${one.path} may not be written here`
    }
    if (refusesAll && linkedIn(text).some((address) => !isAllowed(address))) return 'links may not be written here'
    return null
  }
}

const covers = (pattern: Address, { host, path }: Address): boolean =>
  (host === pattern.host || host.endsWith(`.${pattern.host}`)) &&
  (pattern.path === '' || path === pattern.path || path.startsWith(`${pattern.path}/`))

function addressOf(pattern: string): Address[] {
  const url = linkPattern(pattern)
  return url ? [toAddress(url)] : []
}

const toAddress = ({ hostname, pathname }: Pick<URL, 'hostname' | 'pathname'>): Address => ({
  host: fold(domainToUnicode(hostname) || hostname).replace(/\.$/, ''),
  path: fold(decoded(pathname)).replace(/\/+$/, ''),
})

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Where the links of a text lead that readers can click on. */
const linkedIn = (text: string): Address[] =>
  linksIn(text).flatMap((written) => {
    const url = URL.parse(written)
    return url?.protocol === 'http:' || url?.protocol === 'https:' ? [toAddress(url)] : []
  })

const named = /[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)+(?::\d{1,5})?(?:\/[^\s<>"()]*)?/gu

/** The same for what only looks like an address: readers copy it, or their mail program makes a link of it. */
function namedIn(text: string): Address[] {
  if (!text.includes('.')) return []
  return [...fold(text).matchAll(named)].flatMap(([written]) => {
    const url = URL.parse(`http://${written}`)
    return url ? [toAddress(url)] : []
  })
}
