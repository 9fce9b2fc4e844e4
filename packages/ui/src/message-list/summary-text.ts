import type { Message } from '@chime/protocol'

/** A message in one line of plain words, for quotes and lists. */
export function summaryText(message: Pick<Message, 'content' | 'deletedAt' | 'attachments' | 'poll'>): string {
  if (message.deletedAt) return 'This message was deleted.'
  if (message.poll) return `Poll: ${message.content}`
  if (message.content) return withoutMarks(message.content)
  const [only, ...others] = message.attachments
  if (!only) return ''
  return others.length === 0 ? only.name : `${message.attachments.length} files`
}

/** As read aloud: without fences, stars and the like around words, and on one line. */
function withoutMarks(text: string): string {
  return text
    .slice(0, 500)
    .replace(/```\w*/g, ' ')
    .replace(/(\*\*|~~|`)(\S(?:.*?\S)?)\1/g, '$2')
    .replace(/(?<!\w)_(\S(?:.*?\S)?)_(?!\w)/g, '$1')
    .replace(/^\s*>\s?/gm, '')
    .replace(/\[([^\]]+)\]\(https?:[^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
