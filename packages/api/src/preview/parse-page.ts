import { Parser } from 'htmlparser2'

/** What a page says about itself, cleaned and cut to what is shown. `image` is the URL of its picture. */
export type Page = { title: string | null; description: string | null; siteName: string | null; image: string | null }

const lengths = { title: 300, description: 500, siteName: 100 }
/**
 * Parsing stops after this many tags, because the parser's time grows with the square of how deeply tags are nested. A
 * usual head has some hundred tags.
 */
const tagsMax = 5_000
const pieceLength = 16 * 1024
/** Where each of them may stand, the best place first. */
const names = {
  title: ['og:title', 'twitter:title', 'title'],
  description: ['og:description', 'twitter:description', 'description'],
  siteName: ['og:site_name', 'application-name'],
  image: ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'],
} satisfies Record<keyof Page, string[]>

/**
 * Reads the head of an HTML page.
 *
 * @param charset the charset that the server named. A byte order mark counts more than it, and a charset in the page
 * itself less
 */
export function readPage(body: Buffer, charset: string | null, url: string): Page {
  const said = new Map<string, string>()
  let title: string | null = null
  let tags = 0
  let isOver = false
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (++tags === tagsMax) isOver = true
      // Only the first title counts: later ones belong to drawings in the page.
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
      // An unknown charset: try the next.
    }
  }
  return new TextDecoder().decode(body)
}

function bomOf(body: Buffer): string | null {
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be'
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le'
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 'utf-8' : null
}

/**
 * Makes one line of a text, removes characters that could turn or hide the text around it, and cuts it to `max` with an
 * ellipsis.
 */
function clean(text: string, max: number): string {
  const line = text
    .toWellFormed()
    // First control characters and space, then characters that change the direction or have no width.
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim()
  if (line.length <= max) return line
  const cut = line.slice(0, max - 1)
  // The cut must not be in the middle of a surrogate pair.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
