import { parseText } from './parse.ts'
import { inlinesOf } from './walk.ts'

const mayHaveLinks = /https?:|www\.|mailto:|@/i

/** The addresses of the links in a text, in order, as they are written. At once for a text that can have none. */
export function linksIn(content: string): string[] {
  if (!mayHaveLinks.test(content)) return []
  return [...inlinesOf(parseText(content))].flatMap((node) => (node.type === 'link' ? [node.url] : []))
}
