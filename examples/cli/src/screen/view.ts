import type { Chime, Message } from '@chime/client'
import { cleanLine } from '../message/clean.ts'
import { type People, titleOf } from '../people.ts'
import type { Conversation } from './conversation.ts'
import { dim, paint } from './paint.ts'
import { dot } from './sidebar.ts'

const hint = 'Enter sends · Ctrl-N/P channels · PgUp/PgDn scroll · /help · Ctrl-C quits'

/** `● online`: whether what is shown is live. */
export function connectionText(chime: Chime): string {
  const { status, retryAt } = chime.connection.get()
  if (status === 'online') return paint('green', '● online')
  if (status === 'ended') return paint('red', '○ logged out')
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - Date.now()) / 1_000)
  return paint('yellow', seconds > 0 ? `○ trying in ${seconds} s` : '○ connecting')
}

/** What is open, with what it is about. */
export function titleText(chime: Chime, { channel, parent }: Conversation): string {
  const summary = channel.summary.get()
  if (!summary) return ''
  if (parent) {
    const above = chime.channels.get().find(({ id }) => id === parent.channelId)
    return `${paint('bold', `${above ? titleOf(above) : ''} › ${parent.number}`)}  ${dim('thread · Esc closes it')}`
  }
  const about = summary.description ? dim(cleanLine(summary.description)) : ''
  if (!summary.peer) return `${paint('bold', titleOf(summary))}  ${summary.archivedAt ? dim('archived') : about}`
  const presence = chime.presence(summary.peer.id).get()
  const name = summary.peer.fullName ? `  ${cleanLine(summary.peer.fullName)}` : ''
  return `${paint('bold', titleOf(summary))}${name}  ${dot(presence?.status ?? 'unknown')} ${dim(presence?.status ?? '')}`
}

export function typingText(ids: readonly string[], people: People): string {
  const [first, second, ...others] = ids.map((id) => people.name(id))
  if (!first) return ''
  if (!second) return `${first} is typing`
  return others.length > 0 ? `${first} and ${others.length + 1} others are typing` : `${first} and ${second} are typing`
}

/** The last line: what is wrong, else what is going on, else what one can do. */
export function statusText(
  chime: Chime,
  { notice, editing, conversation }: { notice: string; editing: Message | null; conversation: Conversation | null },
): string {
  const { status, reason } = chime.connection.get()
  if (status === 'ended' && reason === 'TOO_MANY_CONNECTIONS') return paint('red', 'You are connected too often')
  if (status === 'ended') return paint('red', 'Your session has ended: quit, and chime login')
  if (notice) return paint('yellow', notice)
  if (editing) return paint('cyan', `Editing message ${editing.number} · Enter saves · Esc leaves it as it is`)
  const unsent = chime.unsent.get()
  if (unsent > 0) return paint('yellow', `${unsent} ${unsent === 1 ? 'message is' : 'messages are'} not sent yet`)
  return dim(conversation?.isAtBottom === false ? 'Older messages · PgDn or Esc for the newest' : hint)
}
