import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal'
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'

/**
 * What a chat does without. HTML stays the text that it is; so do headings and rules, which would shout, pictures by
 * address, which would tell strangers who reads, and what turns into something unseen (definitions, entities).
 */
const off = [
  'htmlFlow',
  'htmlText',
  'headingAtx',
  'setextUnderline',
  'thematicBreak',
  'codeIndented',
  'definition',
  'characterReference',
  'labelStartImage',
]

/** Of one line: each costs the parser a pass over the rest. */
const marksMax = 200
/** Quotes and lists that begin on one line, in each other. */
const deepStart = /^(?:[ \t]*(?:[-+*>]|\d{1,9}[.)])){20}/m

/**
 * Reads the Markdown of a message: strong, emphasis, strike, code, quotes, lists, links.
 *
 * @returns null for a text that is made to keep a parser busy, or that it fails on: show it as it was written
 */
export function parseMarkdown(text: string): Root | null {
  if (isHostile(text)) return null
  try {
    return fromMarkdown(text, {
      extensions: [gfmStrikethrough({ singleTilde: false }), gfmAutolinkLiteral(), { disable: { null: off } }],
      mdastExtensions: [gfmStrikethroughFromMarkdown(), gfmAutolinkLiteralFromMarkdown()],
    })
  } catch {
    // It throws for no text that is known; one message must not take the others with it.
    return null
  }
}

/** Thousands of brackets, quotes or stars that close nothing. */
function isHostile(text: string): boolean {
  if (deepStart.test(text)) return true
  return text.length > marksMax && text.split('\n').some((line) => (line.match(/[[\]*_>`~]/g)?.length ?? 0) > marksMax)
}

/** Only these are ever an address to go to, whatever else can be written. */
const schemes = ['http:', 'https:', 'mailto:']

/** @returns null for an address that must not become a link */
export function safeHref(url: string): string | null {
  try {
    const parsed = new URL(url)
    return schemes.includes(parsed.protocol) ? parsed.href : null
  } catch {
    return null
  }
}
