import type { Message } from '@chime/protocol'

/** What I may do with the messages of a channel. */
export type MessageRights = {
  /** Send messages, and therefore also answer, and edit my own. */
  write: boolean
  /** React and vote. Members may do so even in channels in which only admins write. */
  respond: boolean
  /** Messages of this channel can have threads. */
  thread: boolean
  /** Pin and unpin messages. */
  pin: boolean
  /** Delete messages of others, and close their polls. */
  moderate: boolean
  /** I am a member, so I have a read marker that can be moved back. */
  member: boolean
  /** Messages have addresses that others can open. */
  link: boolean
}

/** In the order of the menu. */
const messageActions = [
  'reply',
  'thread',
  'forward',
  'edit',
  'pin',
  'unpin',
  'copy-link',
  'copy-text',
  'mark-unread',
  'save',
  'unsave',
  'remind',
  'report',
  'delete',
] as const
/** Something that can be done with a message. */
export type MessageAction = (typeof messageActions)[number]

/**
 * What I may do with a message, in the order of the menu.
 *
 * @param isSaved whether I have saved it for later; null: it cannot be saved here
 */
export function actionsFor(
  message: Message,
  meId: string,
  rights: MessageRights,
  isSaved: boolean | null = null,
): MessageAction[] {
  if (message.kind === 'system') return rights.link ? ['copy-link'] : []
  const own = message.userId === meId
  const there = message.deletedAt === null
  const may: Record<MessageAction, boolean> = {
    reply: there && rights.write,
    thread: rights.thread && (message.thread !== null || (there && rights.respond)),
    forward: there && message.poll === null,
    edit: there && own && rights.write && message.poll === null && message.forwarded === null,
    pin: there && rights.pin && !message.pinned,
    unpin: there && rights.pin && message.pinned,
    'copy-link': rights.link,
    'copy-text': there && message.content !== '',
    'mark-unread': rights.member,
    save: isSaved === false && there,
    unsave: isSaved === true,
    remind: there,
    report: there && !own,
    delete: there && (own || rights.moderate),
  }
  return messageActions.filter((action) => may[action])
}

/** Whether I may react to a message. */
export const mayReact = (message: Message, rights: MessageRights) =>
  message.kind === 'user' && message.deletedAt === null && rights.respond
