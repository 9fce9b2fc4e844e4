import { Parser } from 'htmlparser2'

/** What a page says of itself, cleaned and cut to what is shown. `image` is where its picture is. */
export type Page = { title: string | null; description: string | null; siteName: string | null; image: string | null }

const lengths = { title: 300, description: 500, siteName: 100 }
/** The parser's time grows with the square of how deep tags are in each other. A head has some hundred. */
const tagsMax = 5_000
const pieceLength = 16 * 1024
/** Where each may stand, the best first. */
const names = {
  title: ['og:title', 'twitter:title', 'title'],
  description: ['og:description', 'twitter:description', 'description'],
  siteName: ['og:site_name', 'application-name'],
  image: ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'],
} satisfies Record<keyof Page, string[]>

/**
 * Reads the head of a page.
 *
 * @param charset as the server named it; a byte order mark, then the page's own word, count for more and for less
 */
export function readPage(body: Buffer, charset: string | null, url: string): Page {
  const said = new Map<string, string>()
  let title: string | null = null
  let tags = 0
  let isOver = false
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (++tags === tagsMax) isOver = true
      // The first: further ones are those of drawings.
      if (tag === 'title') title = said.has('title') ? null : ''
      else if (tag === 'meta') {
        const { property, name = property, content } = attributes
        const key = name?.trim().toLowerCase()
        if (key !== undefined && content && !said.has(key)) said.set(key, content)
      }
    },
    ontext(text) {
      if (title !== null) title += text
    },
    onclosetag(tag) {
      if (tag === 'head') isOver = true
      if (tag !== 'title') return
      if (title) said.set('title', title)
      title = null
    },
  })
  const text = decode(body, charset)
  for (let at = 0; at < text.length && !isOver; at += pieceLength) parser.write(text.slice(at, at + pieceLength))
  parser.end()
  const pick = (key: keyof typeof lengths) => {
    const texts = names[key].map((name) => clean(said.get(name) ?? '', lengths[key]))
    return texts.find((text) => text !== '') ?? null
  }
  const picture = names.image.map((name) => said.get(name)?.trim()).find(Boolean)
  return {
    title: pick('title'),
    description: pick('description'),
    siteName: pick('siteName'),
    image: picture === undefined ? null : (URL.parse(picture, url)?.href ?? null),
  }
}

function decode(body: Buffer, charset: string | null): string {
  const start = body.subarray(0, 1_024).toString('latin1')
  const own = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start)?.[1]
  for (const label of [bomOf(body), charset, own]) {
    if (!label) continue
    try {
      return new TextDecoder(label).decode(body)
    } catch {
      // A name that nobody knows: the next.
    }
  }
  return new TextDecoder().decode(body)
}

function bomOf(body: Buffer): string | null {
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be'
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le'
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 'utf-8' : null
}

/** One line without what could turn or hide the text around it, not longer than `max`, with an ellipsis where it was cut. */
function clean(text: string, max: number): string {
  const line = text
    .toWellFormed()
    // Controls, and what changes direction or has no width.
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim()
  if (line.length <= max) return line
  const cut = line.slice(0, max - 1)
  // Not in the middle of a surrogate pair.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
