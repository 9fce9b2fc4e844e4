import type { Group, Message } from '@chime/protocol'
import type { FileUrl } from '../../attachment/file-url.ts'
import type { Calendar } from '../../calendar/calendar.ts'
import type { MessageAction, MessageRights } from '../../message/message-rights.ts'
import type { Person } from '../../user/person.ts'
import type { TimelineItem } from '../timeline-item.ts'

/** The props that all rows of a list share. It is another object whenever something in it has changed. */
export type SharedRowProps = {
  meId: string
  /** Finds a user by id; null: not known (yet). */
  users: (userId: string) => Person | null
  /** The addresses of the custom emoji of this server, by name. */
  emoji: ReadonlyMap<string, string>
  /** The user groups of this server, by handle. */
  groups: ReadonlyMap<string, Group>
  /** Finds a message that another one answers: undefined while it is loading, null if it is gone. */
  quoted: (number: number) => Message | null | undefined
  rights: MessageRights
  /** The numbers of the messages that I have saved for later; null: messages cannot be saved here. */
  saved: ReadonlySet<number> | null
  fileUrl: FileUrl
  /** The reader's date and zone. All times in the rows are drawn again when one of them changes. */
  calendar: Calendar
}

/** What can be open at a row: its menu, or the emoji picker for a reaction. */
export type RowMenu = 'menu' | 'react'

/** What a row reports. It is the same object as long as the list is mounted. */
export type RowHandlers = {
  onRetry: (clientId: string) => void
  onDiscard: (clientId: string) => void
  onOpenUser: (userId: string) => void
  onOpenGroup: (groupId: string) => void
  /** The row that the pointer is on; null: it has left the row. */
  onHover: (key: string | null) => void
  /** The row that has the focus; null: the focus has left the row. */
  onFocus: (key: string | null) => void
  /** A menu of a row is to be opened; null: closed. */
  onOpen: (key: string, menu: RowMenu | null) => void
  onAction: (action: MessageAction | 'versions', message: Message) => void
  /** @param on true: add my reaction; false: take it back */
  onReact: (message: Message, emoji: string, on: boolean) => void
  /** @param options the indexes of all options that I choose */
  onVote: (message: Message, options: number[]) => void
  onClosePoll: (message: Message) => void
  /** Scroll to another message. */
  onJump: (number: number) => void
}

/** The props of `MessageRow`, which it passes on to its parts. */
export type MessageRowProps = {
  rowKey: string
  item: TimelineItem
  /** The notices after this one that are shown together with it, in one sentence. */
  merged: readonly Message[]
  /** Local midnight of the day that begins here, in milliseconds; null within a day. */
  dayStart: number | null
  /** The first of its author's group: shows avatar, name and time. */
  startsGroup: boolean
  /** The "New" line stands above it. */
  firstNew: boolean
  author: Person | null
  /** It is hovered, focused or has an open menu, so it shows its time and its toolbar. */
  active: boolean
  /** What is open at this row. */
  menu: RowMenu | null
  /** It is the one row that Tab reaches; from there, the arrow keys lead to the others. */
  tabStop: boolean
  /** The reader was brought to this message, so it stands out for a moment. */
  highlighted: boolean
  canOpenUser: boolean
  /** The ids of those who have read up to here and no further, joined with commas, so that `memo` can compare them. */
  seenBy: string
  shared: SharedRowProps
  handlers: RowHandlers
}
