import type { Message } from '@chime/protocol'
import { memo } from 'react'
import type { TimelineItem } from '../timeline-item.ts'
import { DayDivider, UnreadDivider } from './dividers.tsx'
import { NoticeRow } from './notice-row.tsx'
import type { MessageRowProps } from './row-props.ts'
import { UserMessage } from './user-message.tsx'

/**
 * A row of the message list, with the dividers above it. It is rendered again only when something that it shows has
 * changed.
 */
export const MessageRow = memo(MessageRowView, (before, after) => {
  const { item, merged, ...rest } = before
  if (!sameItem(item, after.item) || !sameMessages(merged, after.merged)) return false
  return Object.entries(rest).every(([name, value]) => value === after[name as keyof typeof rest])
})

/** Items are new objects in every list. What they hold (the message) is the same object until it has changed. */
function sameItem(a: TimelineItem, b: TimelineItem): boolean {
  if (a === b) return true
  if (a.state === 'sent') return b.state === 'sent' && a.message === b.message && a.blocked === b.blocked
  if (b.state === 'sent') return false
  return (
    a.state === b.state &&
    a.content === b.content &&
    a.error === b.error &&
    a.retryable === b.retryable &&
    a.attachments === b.attachments
  )
}

const sameMessages = (a: readonly Message[], b: readonly Message[]) =>
  a.length === b.length && a.every((message, i) => message === b[i])

function MessageRowView(props: MessageRowProps) {
  const { item, merged, dayStart, firstNew } = props
  return (
    <>
      {dayStart !== null ? <DayDivider day={dayStart} isNew={firstNew} /> : firstNew && <UnreadDivider />}
      {item.state === 'sent' && item.message.kind === 'system' ? (
        <NoticeRow {...props} messages={[item.message, ...merged]} />
      ) : (
        <UserMessage {...props} />
      )}
    </>
  )
}
