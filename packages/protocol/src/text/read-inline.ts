import type { Token } from 'markdown-it'
import type { TextInline } from './node.ts'

const marks: Record<string, 'strong' | 'emphasis' | 'strike'> = { strong: 'strong', em: 'emphasis', s: 'strike' }
/** The schemes that a link may have. Above all `javascript:` must never become one. */
const safe = /^(?:https?|mailto):/i

/** Builds the tree from the tokens of a line. */
export class InlineReader {
  read(tokens: readonly Token[]): TextInline[] {
    const open: { opener: Token | null; children: TextInline[] }[] = [{ opener: null, children: [] }]
    for (const token of tokens) {
      const last = open.at(-1)
      if (!last) break
      if (token.nesting === 1) open.push({ opener: token, children: [] })
      else if (token.nesting === -1 && last.opener) {
        open.pop()
        add(open.at(-1)?.children ?? [], ...closed(last.opener, withNames(last.children)))
      } else add(last.children, leaf(token))
    }
    return withNames(open[0]?.children ?? [])
  }
}

function leaf(token: Token): TextInline {
  if (token.type === 'code_inline') return { type: 'code', text: token.content }
  if (token.type === 'mention') return { type: 'mention', text: token.content, names: [] }
  if (token.type === 'emoji') return { type: 'emoji', name: token.content }
  return { type: 'text', text: token.content }
}

function closed(opener: Token, children: TextInline[]): TextInline[] {
  const type = marks[opener.tag]
  if (type) return [{ type, children }]
  const url = String(opener.attrGet('href') ?? '')
  if (safe.test(url)) return [{ type: 'link', url, children }]
  // It leads nowhere that a link may lead to. Most often it is code: `handlers[name](event)`.
  if (opener.markup === 'autolink') return [{ type: 'text', text: `<${url.replace(/^mailto:/, '')}>` }]
  const title = opener.attrGet('title')
  const rest = title === null ? url : `${url} "${title}"`
  return [{ type: 'text', text: '[' }, ...children, { type: 'text', text: `](${rest})` }]
}

/** Adds nodes; text that follows on text becomes one with it. */
function add(nodes: TextInline[], ...added: TextInline[]): void {
  for (const node of added) {
    const last = nodes.at(-1)
    if (node.type !== 'text') nodes.push(node)
    else if (last?.type === 'text') last.text += node.text
    else if (node.text !== '') nodes.push({ ...node })
  }
}

/** Punctuation after a name may be the end of the name. No more of it than this is tried. */
const endMax = 3

/** Gives each mention the punctuation that follows it, and the names that it may mean. */
function withNames(nodes: TextInline[]): TextInline[] {
  nodes.forEach((node, i) => {
    if (node.type !== 'mention') return
    const next = nodes[i + 1]
    const end = next?.type === 'text' ? (/^[_.\-＿．－]+/.exec(next.text)?.[0].slice(0, endMax) ?? '') : ''
    if (next?.type === 'text') next.text = next.text.slice(end.length)
    const bare = node.text.slice(1).normalize('NFKC').toLowerCase()
    const ends = end.normalize('NFKC')
    node.text += end
    node.names = Array.from({ length: ends.length + 1 }, (_, less) => bare + ends.slice(0, ends.length - less))
  })
  return nodes.filter((node) => node.type !== 'text' || node.text !== '')
}
