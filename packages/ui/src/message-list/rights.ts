import type { Message } from '@chime/protocol'

/** What I may do in a channel, as far as its messages are concerned. */
export type MessageRights = {
  /** Send, and so answer and edit what is mine. */
  write: boolean
  /** React and vote, also where only some write. */
  respond: boolean
  /** Threads can begin here. */
  thread: boolean
  pin: boolean
  /** Delete what others wrote, end their polls. */
  moderate: boolean
  /** I have a read marker here. */
  member: boolean
}

export const messageActions = [
  'reply',
  'thread',
  'forward',
  'edit',
  'pin',
  'unpin',
  'copy-link',
  'copy-text',
  'mark-unread',
  'remind',
  'report',
  'delete',
] as const
export type MessageAction = (typeof messageActions)[number]

/** What I may do with a message, in the order of the menu. */
export function actionsFor(message: Message, meId: string, rights: MessageRights): MessageAction[] {
  if (message.kind === 'system') return ['copy-link']
  const own = message.userId === meId
  const there = message.deletedAt === null
  const may: Record<MessageAction, boolean> = {
    reply: there && rights.write,
    thread: rights.thread && (message.thread !== null || (there && rights.respond)),
    forward: there && message.poll === null,
    edit: there && own && rights.write && message.poll === null && message.forwarded === null,
    pin: there && rights.pin && !message.pinned,
    unpin: there && rights.pin && message.pinned,
    'copy-link': true,
    'copy-text': there && message.content !== '',
    'mark-unread': rights.member,
    remind: there,
    report: there && !own,
    delete: there && (own || rights.moderate),
  }
  return messageActions.filter((action) => may[action])
}

export const mayReact = (message: Message, rights: MessageRights) =>
  message.kind === 'user' && message.deletedAt === null && rights.respond
