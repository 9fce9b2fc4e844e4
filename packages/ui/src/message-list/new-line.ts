/** Where the "New" line stands, and what it was decided on. */
export type NewLine = {
  /** The message that it stands above; null: no line. */
  at: number | null
  /** The first unread message when last asked. */
  seen: number | null
}

/** What else moves the line. */
export type Reader = {
  /** The newest message that was reported as read. */
  readUpTo: number
  /** Whether what arrives now is read as it arrives. */
  attentive: boolean
}

/**
 * The line stays where it was when the conversation was opened, although reading moves the marker. It moves
 * back when a message is marked as unread, and on when something arrives that nobody looks at, after all was read.
 */
export function moveNewLine(line: NewLine, firstUnread: number | null, { readUpTo, attentive }: Reader): NewLine {
  if (firstUnread === line.seen) return line
  const seen = firstUnread
  if (firstUnread === null) return { ...line, seen }
  const markedUnread = line.seen === null ? firstUnread <= readUpTo : firstUnread < line.seen
  const arrivedUnseen = line.seen === null && firstUnread > readUpTo && !attentive
  return { at: markedUnread || arrivedUnseen ? firstUnread : line.at, seen }
}
