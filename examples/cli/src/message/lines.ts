import { styleText } from 'node:util'
import type { Message } from '@chime/client'
import type { People } from '../people.ts'
import { clean, cleanLine } from './clean.ts'

/**
 * A message as lines of text: number, time, author, text. Further lines are indented, so that no text can pass for the
 * line of somebody else.
 */
export function linesOf(message: Message, people: People): string {
  const author = people.name(message.userId)
  const head = [
    dim(String(message.number).padStart(4)),
    dim(timeOf(message.createdAt)),
    message.kind === 'system' ? dim(author) : styleText('bold', author),
  ].join('  ')
  const [first = '', ...rest] = [...bodyOf(message), ...detailsOf(message)]
  return [`${head}  ${first}`, ...rest.map((line) => `        ${line}`)].join('\n')
}

/** The text, with what the eye needs to know about it. */
export function bodyOf({ content, deletedAt, editedAt, replyTo, kind }: Message): string[] {
  if (deletedAt) return [dim('(deleted)')]
  const text = clean(content).split('\n')
  const answered = replyTo === null ? text : [`${dim(`↪ ${replyTo}`)} ${text[0] ?? ''}`, ...text.slice(1)]
  if (kind === 'system') return answered.map(dim)
  return editedAt ? [...answered.slice(0, -1), `${answered.at(-1) ?? ''} ${dim('(edited)')}`] : answered
}

/** What hangs on a message: files, the options of a poll, reactions, its thread. */
export function detailsOf({ attachments, poll, reactions, thread, deletedAt, forwarded }: Message): string[] {
  if (deletedAt) return thread ? [threadLine(thread.replies)] : []
  const marks = reactions.map(({ emoji, count }) => `${cleanLine(emoji)} ${count}`).join('  ')
  return [
    ...(forwarded ? [dim('(forwarded)')] : []),
    ...attachments.map(({ name, size }) => dim(`[file: ${cleanLine(name)}, ${sizeOf(size)}]`)),
    ...(poll?.options ?? []).map(({ text, count }, i) => `${i + 1}. ${cleanLine(text)} ${dim(`(${count})`)}`),
    ...(marks ? [marks] : []),
    ...(thread ? [threadLine(thread.replies)] : []),
  ]
}

/** The day as well: in a pipe there is no other line that tells it. */
export function timeOf(time: string): string {
  const at = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

const dim = (text: string): string => styleText('dim', text)
const threadLine = (replies: number): string => dim(`└ ${replies} ${replies === 1 ? 'reply' : 'replies'} in a thread`)
const sizeOf = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024)).toLocaleString('en')} kB`
