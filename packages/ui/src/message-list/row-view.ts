import type { Message } from '@chime/protocol'
import type { Person } from '../person.ts'
import type { MessageAction, MessageRights } from './rights.ts'

/** What all rows of a list have in common. Another object whenever something in it changed. */
export type RowView = {
  meId: string
  users: (userId: string) => Person | null
  /** The server's own emoji: addresses of their pictures, by name. */
  emoji: ReadonlyMap<string, string>
  /** A message that another one answers: undefined while it is being asked for, null when it is not to be had. */
  quoted: (number: number) => Message | null | undefined
  rights: MessageRights
  /** Where the bytes of a file are. */
  fileUrl: FileUrl
}

/** `thumbnail` is for a picture that stands alone, `small` for one of several. */
export type FileUrl = (id: string, what: 'file' | 'thumbnail' | 'small') => string

export type RowMenu = 'menu' | 'react'

/** What a row can ask for; the same object for the list's whole life. */
export type RowHandlers = {
  onRetry: (clientId: string) => void
  onDiscard: (clientId: string) => void
  onOpenUser: (userId: string) => void
  onHover: (key: string | null) => void
  onFocus: (key: string | null) => void
  /** A menu of a row opens, or closes. */
  onOpen: (key: string, menu: RowMenu | null) => void
  onAction: (action: MessageAction | 'versions', message: Message) => void
  /** @param on false: takes my reaction back */
  onReact: (message: Message, emoji: string, on: boolean) => void
  /** @param options by their places; all that I choose */
  onVote: (message: Message, options: number[]) => void
  onClosePoll: (message: Message) => void
  /** Shows another message. */
  onJump: (number: number) => void
}

/** Names of people as a sentence, of whom only the first are known: "Ann, Ben and 3 others". */
export function peopleWords(
  userIds: readonly string[],
  count: number,
  nameOf: (userId: string) => string,
  shownMax = 5,
): string {
  const shown = userIds.slice(0, shownMax).map(nameOf)
  const others = count - shown.length
  if (others > 0) return `${shown.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
