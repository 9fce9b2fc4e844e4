import type { Message } from '@chime/protocol'
import { plainLine, usePlainLine } from '../markdown/parser.ts'

type Summarized = Pick<Message, 'content' | 'deletedAt' | 'attachments' | 'poll'>

/**
 * What a message says, in one line without Markdown, for quotes and lists. The parser is fetched with the first message
 * that needs it; before that, the marks are still in the line.
 */
export const summaryText = (message: Summarized): string => summaryOf(message, plainLine(message.content))

/** `summaryText` for a component, which is rendered again once the parser is here. Empty without a message. */
export function useSummaryText(message: Summarized | null | undefined): string {
  const line = usePlainLine(message?.content ?? '')
  return message ? summaryOf(message, line) : ''
}

function summaryOf(message: Summarized, line: string): string {
  if (message.deletedAt) return 'This message was deleted.'
  if (message.poll) return `Poll: ${message.content}`
  if (message.content) return line
  const [only, ...others] = message.attachments
  if (!only) return ''
  return others.length === 0 ? only.name : `${message.attachments.length} files`
}
