import type { Message } from '@chime/protocol'
import { memo } from 'react'
import type { Person } from '../person.ts'
import type { TimelineItem } from '../timeline.ts'
import { NoticeRow } from './notice-row.tsx'
import type { RowHandlers, RowMenu, RowView } from './row-view.ts'
import { DaySeparator, NewLine } from './separators.tsx'
import { Written } from './written.tsx'

export type MessageRowProps = {
  rowKey: string
  item: TimelineItem
  folded: readonly Message[]
  dayStart: number | null
  head: boolean
  firstNew: boolean
  author: Person | null
  /** Under the pointer, focused or with an open menu: shows its time and what can be done with it. */
  active: boolean
  /** The menu of it that is open. */
  menu: RowMenu | null
  /** The row that Tab reaches; the arrow keys walk on from it. */
  tabStop: boolean
  flash: boolean
  canOpenUser: boolean
  /** Ids of those who have read up to here and no further, with commas. */
  seenBy: string
  view: RowView
  handlers: RowHandlers
}

export const MessageRow = memo(MessageRowView, (before, after) => {
  const { item, folded, ...rest } = before
  if (!sameItem(item, after.item) || !sameMessages(folded, after.folded)) return false
  return Object.entries(rest).every(([name, value]) => value === after[name as keyof typeof rest])
})

/** Wrappers are made anew with every list; what is in them is not. */
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
  const { item, folded, dayStart, firstNew } = props
  return (
    <>
      {dayStart !== null ? <DaySeparator day={dayStart} isNew={firstNew} /> : firstNew && <NewLine />}
      {item.state === 'sent' && item.message.kind === 'system' ? (
        <NoticeRow {...props} messages={[item.message, ...folded]} />
      ) : (
        <Written {...props} />
      )}
    </>
  )
}
