import MarkdownIt, { type MarkdownIt as Parser } from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'
import { endOfQuote, headingWithText, paragraph, stackTrace, tooDeep, wholeTable } from './block-rules.ts'
import { address, bracket, codeWithBreaks, emoji, escaped, mention, text } from './inline-rules.ts'

/**
 * The parser of the texts that people write: CommonMark with tables and strikethrough, and Chime's own rules.
 *
 * Left out are HTML, because it could hold scripts; pictures by address, because loading one tells a stranger's server who
 * reads the message; indented code, rules and underlined headings, because people indent and underline without meaning
 * them; definitions and entities, because they hide what was written.
 */
export const grammar: Parser = new MarkdownIt('zero', { maxNesting: 40 })
  .use(cjkFriendly)
  .enable(['table', 'fence', 'blockquote', 'list', 'heading'])
  .enable(['backticks', 'emphasis', 'strikethrough', 'link', 'autolink'])

// Whether an address may be a link is decided when the tree is built: an address that is refused here would be read as
// text, and a name in it would be called.
grammar.validateLink = () => true
grammar.normalizeLink = (url) => url

const { ruler: blocks } = grammar.block
blocks.before('table', 'too_deep', tooDeep)
blocks.before('table', 'stack_trace', stackTrace)
blocks.at('table', wholeTable(builtInBlock('table')), { alt: ['paragraph', 'reference'] })
blocks.at('heading', headingWithText(builtInBlock('heading')), { alt: ['paragraph', 'reference', 'blockquote'] })
blocks.before('paragraph', 'end_of_quote', endOfQuote, { alt: ['blockquote'] })
blocks.at('paragraph', paragraph)

const { ruler: inlines } = grammar.inline
inlines.before('text', 'address', address)
inlines.at('text', text)
inlines.at('escape', escaped)
inlines.enable('escape')
inlines.at('backticks', codeWithBreaks(builtInInline('backticks')))
inlines.before('link', 'bracket', bracket)
inlines.push('mention', mention)
inlines.push('emoji', emoji)

function builtInBlock(name: string) {
  const { ruler } = new MarkdownIt().block
  ruler.enableOnly(name)
  return only(ruler.getRules(''), name)
}

function builtInInline(name: string) {
  const { ruler } = new MarkdownIt().inline
  ruler.enableOnly(name)
  return only(ruler.getRules(''), name)
}

function only<Rule>([rule]: Rule[], name: string): Rule {
  if (!rule) throw new Error(`markdown-it has no rule ${name}`)
  return rule
}
