import { linksIn } from '@chime/protocol/text'

/** A link can only have one of these schemes. Above all `javascript:` must never become one. */
const schemes = ['http:', 'https:', 'mailto:']

/** The address in its normal form. @returns null for an address that must not become a link */
export function safeHref(url: string): string | null {
  const parsed = urlOf(url)
  return parsed && schemes.includes(parsed.protocol) ? parsed.href : null
}

/** A name like that of a server, with a path or without. It may also be the name of a file. */
const bareName = /^(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}(?:[/?#]\S*)?$/u

/**
 * What a link has to show of the address that it leads to, because its text is another address. With `instead` the
 * address is shown in place of the text; else beside it, because the text may also be the name of a file.
 *
 * @param text the text of the link
 * @param href where it leads, in its normal form
 * @returns null for a text that claims no other address
 */
export function realAddress(text: string, href: string): { address: string; instead: boolean } | null {
  const written = text.trim()
  const isCut = written.endsWith('…')
  if (linksIn(written).some((url) => !isSame(url, href, isCut))) {
    return { address: href.replace(/^mailto:/, ''), instead: true }
  }
  if (!bareName.test(written) || isSame(`https://${written}`, href)) return null
  return { address: urlOf(href)?.host || href.replace(/^mailto:/, ''), instead: false }
}

/** Whether a reader who sees the one address expects the other: it is the same, or its server, or its beginning. */
function isSame(shown: string, href: string, isCut = false): boolean {
  const [seen, real] = [urlOf(shown), urlOf(href)]
  if (!seen || !real) return false
  if (seen.protocol === 'mailto:' || real.protocol === 'mailto:') return seen.href === real.href
  if (hostOf(seen) !== hostOf(real)) return false
  const [path, whole] = [rest(seen), rest(real)]
  return path === '' || path === whole || (isCut && whole.startsWith(path))
}

const hostOf = ({ username, host }: URL) => `${username}@${host.replace(/^www\./, '')}`
const rest = ({ pathname, search, hash }: URL) => `${pathname}${search}${hash}`.replace(/\/$/, '')

function urlOf(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
