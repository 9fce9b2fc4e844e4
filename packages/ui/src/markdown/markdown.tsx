import { parseText, type TextBlock } from '@chime/protocol/text'
import type { ReactNode } from 'react'
import { Blocks } from './blocks.tsx'
import { Fold } from './fold.tsx'
import type { InlineContext } from './inlines.tsx'
import { foldedFrom } from './parser.ts'

type MarkdownProps = InlineContext & {
  text: string
  /** Shown after the last word. */
  after?: ReactNode
}

const parsed = new Map<string, TextBlock[]>()
/** The cache is emptied when it holds this many texts. It is there so that scrolling back does not parse them again. */
const cachedMax = 1_000

function parse(text: string): TextBlock[] {
  const known = parsed.get(text)
  if (known) return known
  if (parsed.size >= cachedMax) parsed.clear()
  const blocks = parseText(text)
  parsed.set(text, blocks)
  return blocks
}

const isLong = (text: string) =>
  text.length > foldedFrom.length || text.split('\n', foldedFrom.lines + 1).length > foldedFrom.lines

/**
 * Renders a message's text as React elements. HTML in a message is shown as text: so nobody can bring scripts or forms
 * into the page.
 */
export function Markdown({ text, after, ...context }: MarkdownProps) {
  const blocks = <Blocks blocks={parse(text)} after={after} context={context} />
  return isLong(text) ? <Fold text={text}>{blocks}</Fold> : blocks
}
