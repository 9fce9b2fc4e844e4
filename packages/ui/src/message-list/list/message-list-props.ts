import type { ChannelKind, Group, Message } from '@chime/protocol'
import type { ReactNode } from 'react'
import type { FileUrl } from '../../attachment/file-url.ts'
import type { MessageAction, MessageRights } from '../../message/message-rights.ts'
import type { Person } from '../../user/person.ts'
import type { TimelineItem } from '../timeline-item.ts'

export type MessageListProps = {
  /** When it changes, the list starts afresh: its position, the "New" line, and what counts as read. */
  channelId: string
  title: string
  kind: ChannelKind
  /** The loaded messages, without gaps: the sent ones ascending by number, then mine that are not sent yet. */
  items: readonly TimelineItem[]
  /**
   * Finds a user by id; null: not known (yet). Pass another function when a user has changed, so that the rows are
   * drawn again.
   */
  users: (userId: string) => Person | null
  meId: string
  /**
   * The number of the first unread message, kept up to date; null: all is read. The list keeps its "New" line by
   * itself.
   */
  firstUnread: number | null
  /** `ready`: `items` are what the server has, with mine that are not sent yet. */
  status: 'loading' | 'ready' | 'error'
  /** Called at "Try again", which is shown with `status: 'error'`. */
  onReload?: () => void
  /** There are older messages than the loaded ones. */
  hasBefore: boolean
  /** There are newer messages than the loaded ones. */
  hasAfter: boolean
  loadingBefore?: boolean
  loadingAfter?: boolean
  /**
   * Load the page before the loaded messages. Called when the reader comes near to it, while `hasBefore` and not
   * `loadingBefore`.
   */
  onLoadBefore: () => void
  /** The same for the page after them. */
  onLoadAfter: () => void
  /**
   * Load the newest page. Called when the reader wants to go there while `hasAfter`; the list scrolls to it by itself.
   */
  onJumpToLatest: () => void
  /** Shown on the button that leads to the newest message; usually the channel's unread count. */
  newCount?: number
  /**
   * Called with the number of the newest message that the reader has seen. The numbers only grow; at most every 200 ms.
   */
  onRead: (number: number) => void
  /** Send a failed message again. */
  onRetry: (clientId: string) => void
  /** Throw a failed message away. */
  onDiscard: (clientId: string) => void
  /** What I may do here. Keep it the same object until something in it changes. */
  rights: MessageRights
  /**
   * The numbers of the messages that I have saved for later. Without it, messages cannot be saved here. Keep it the same
   * object until something in it changes.
   */
  saved?: ReadonlySet<number> | null
  /** Called with what was chosen in the menu of a message; `versions`: show its edit history. */
  onAction: (action: MessageAction | 'versions', message: Message) => void
  /** @param on true: add my reaction; false: take it back */
  onReact: (message: Message, emoji: string, on: boolean) => void
  /** @param options the indexes of all options that I choose; an empty list takes my vote back */
  onVote: (message: Message, options: number[]) => void
  onClosePoll: (message: Message) => void
  /** The reader wants to see a message that is not in `items`: load its page, then pass its number as `around`. */
  onShowMessage: (number: number) => void
  /**
   * Finds a message that another one answers and that is not in `items`: undefined while it is loading, null if it is
   * gone.
   */
  quoted?: (number: number) => Message | null | undefined
  /** The addresses of the custom emoji of this server, by name. */
  emoji?: ReadonlyMap<string, string>
  /** The user groups of this server, by handle. Keep it the same object until one of them changes. */
  groups?: ReadonlyMap<string, Group>
  /** The read markers of others, in channels that show them. */
  receipts?: readonly { userId: string; readNumber: number }[]
  /** Gives the address of a file. Default: `/files/<id>`, as the server has them. */
  fileUrl?: FileUrl
  /** Shows a user. Without it, names in the list cannot be clicked. */
  onOpenUser?: (userId: string) => void
  /** Shows a user group whose handle was clicked in a message. */
  onOpenGroup?: (groupId: string) => void
  /**
   * The number of a message to scroll to and to highlight, on opening or whenever it changes. It must be in `items` by
   * then.
   */
  around?: number | null
  /** Shown at the start of the conversation, in place of the standard text. */
  start?: ReactNode
}
