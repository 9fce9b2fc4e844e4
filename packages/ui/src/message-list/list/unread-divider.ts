import type { TimelineItem } from '../timeline-item.ts'

/** Where the "New" line stands, and on what this was decided. */
export type UnreadDivider = {
  /** The number of the message below it; null: there is no line. */
  at: number | null
  /** The number of the first unread message when it was decided; null: all was read. */
  firstUnread: number | null
}

/** What else decides where the line stands. */
type Reader = {
  /** The number of the newest message that was reported as read. */
  readUpTo: number
  /** Whether the reader sees what arrives now: they look at the window and are at the end of the list. */
  attentive: boolean
}

/**
 * Decides where the "New" line stands after the first unread message has changed. While the reader reads on, the line
 * stays where it was when the conversation was opened. It moves up when a message is marked as unread. It moves down
 * when all was read and then a message arrives that the reader does not see.
 */
export function moveUnreadDivider(
  divider: UnreadDivider,
  firstUnread: number | null,
  { readUpTo, attentive }: Reader,
): UnreadDivider {
  if (firstUnread === divider.firstUnread) return divider
  if (firstUnread === null) return { ...divider, firstUnread }
  const markedUnread = divider.firstUnread === null ? firstUnread <= readUpTo : firstUnread < divider.firstUnread
  const arrivedUnseen = divider.firstUnread === null && firstUnread > readUpTo && !attentive
  return { at: markedUnread || arrivedUnseen ? firstUnread : divider.at, firstUnread }
}

/**
 * Moves the line to the first unread message of the loaded ones, where the place to which it belongs is not loaded, and
 * yet all that is unread is: between the two are only messages that are never unread, such as my own.
 *
 * @param unread how many messages are unread
 */
export function settleUnreadDivider(
  divider: UnreadDivider,
  items: readonly TimelineItem[],
  { meId, unread }: { meId: string; unread: number },
): UnreadDivider {
  const { at } = divider
  if (at === null || unread === 0) return divider
  const first = items.find((item) => item.state === 'sent')
  if (first?.state !== 'sent' || first.message.number <= at) return divider
  const numbers = items.flatMap((item) => (isCounted(item, meId) ? [item.message.number] : []))
  const found = numbers[numbers.length - unread]
  return found === undefined ? divider : { ...divider, at: found }
}

const isCounted = (item: TimelineItem, meId: string): item is TimelineItem & { state: 'sent' } =>
  item.state === 'sent' &&
  !item.blocked &&
  item.message.kind === 'user' &&
  item.message.deletedAt === null &&
  item.message.userId !== meId
