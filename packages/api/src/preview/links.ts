import { limits } from '@chime/protocol'
import { linksIn as writtenLinksIn } from '@chime/protocol/text'

const urlMax = 1_000

/** A quick check, so that messages without links are not parsed. Most have none. */
export const mayHaveLinks = (content: string) => /https?:\/\/|www\./i.test(content)

/**
 * The first links to pages in a message, each once, as people see them: links in code do not count.
 *
 * @returns normalized URLs without their fragment; `limits.previewsMax` at most
 */
export function linksIn(content: string): string[] {
  if (!mayHaveLinks(content)) return []
  const found = new Set(writtenLinksIn(content).flatMap((written) => normalised(written) ?? []))
  return [...found].slice(0, limits.previewsMax)
}

function normalised(text: string): string | null {
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return null
  url.hash = ''
  return url.href.length <= urlMax ? url.href : null
}
