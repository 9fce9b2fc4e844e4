import { limits } from '@chime/protocol'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'

const urlMax = 1_000
/** Characters of a message that are read for links: the time that it takes grows with the square of a text made for that. */
const readMax = 2_000

type Node = { type: string; url?: string; children?: Node[] }

/** Whether to look closer. Most messages have no link, and are not parsed. */
export const mayHaveLinks = (content: string) => /https?:\/\/|www\./i.test(content)

/**
 * The first links that a message shows in its beginning, each once, by the Markdown that people see: what stands in code is none.
 *
 * @returns URLs as Node writes them, without what is behind the `#`; at most `limits.previewsMax`
 */
export function linksIn(content: string): string[] {
  if (!mayHaveLinks(content)) return []
  // Not in the middle of a word: it could be a link.
  const start = content.length > readMax ? content.slice(0, readMax).replace(/\S+$/, '') : content
  const tree: Node = fromMarkdown(start, {
    // Emphasis makes no links, and is the slowest to be made so.
    extensions: [gfmAutolinkLiteral(), { disable: { null: ['attention'] } }],
    mdastExtensions: [gfmAutolinkLiteralFromMarkdown()],
  })
  const found = new Set<string>()
  const walk = ({ type, url, children = [] }: Node) => {
    const normal = type === 'link' || type === 'definition' ? normalised(url) : null
    if (normal !== null && found.size < limits.previewsMax) found.add(normal)
    for (const child of children) walk(child)
  }
  walk(tree)
  return [...found]
}

function normalised(text = ''): string | null {
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return null
  url.hash = ''
  return url.href.length <= urlMax ? url.href : null
}
