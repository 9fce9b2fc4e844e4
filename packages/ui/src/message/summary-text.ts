import type { Message } from '@chime/protocol'
import { plainLine, usePlainLine } from '../markdown/parser.ts'
import { excerpt } from './excerpt.ts'

/** What is needed of a message to say it in one line. */
export type Summarized = Pick<Message, 'content' | 'deletedAt' | 'attachments' | 'poll'>

/** A line that shows how a message begins needs no more characters. */
const lineMax = 500

/**
 * What a message says, in one line without Markdown, for quotes and lists. The parser is fetched with the first message
 * that needs it; before that, the marks are still in the line.
 */
export const summaryText = (message: Summarized): string => summaryOf(message, plainLine(message.content))

/**
 * `summaryText` for a component, which is rendered again once the parser is here. Takes a text, too, such as that of a
 * draft. Empty without a message.
 */
export function useSummaryText(said: Summarized | string | null | undefined): string {
  const line = usePlainLine(typeof said === 'string' ? said : (said?.content ?? ''))
  return typeof said === 'string' ? cut(line) : said ? summaryOf(said, line) : ''
}

function summaryOf(message: Summarized, line: string): string {
  if (message.deletedAt) return 'This message was deleted.'
  // The question of a poll is shown as it was written, everywhere.
  if (message.poll) return `Poll: ${message.content}`
  if (message.content) return cut(line)
  const [only, ...others] = message.attachments
  if (!only) return ''
  return others.length === 0 ? only.name : `${message.attachments.length} files`
}

const cut = (line: string) =>
  excerpt(line, [], lineMax)
    .map(({ text }) => text)
    .join('')
