'use client'

import { useCalendar } from '../../calendar/use-calendar.ts'
import { slot } from '../../slots/slot.tsx'
import { dayName } from '../../times.ts'

/** The divider above the first message of a day. `isNew`: it is the "New" line as well. */
export const DayDivider = slot('DayDivider', DayDividerView)

function DayDividerView({ day, isNew }: { day: number; isNew: boolean }) {
  useCalendar()
  return (
    <div className="flex items-center gap-3 px-4 pt-5 pb-2 sm:px-5">
      <Line isNew={isNew} />
      <time
        dateTime={new Date(day).toLocaleDateString('sv')}
        className={isNew ? 'font-semibold text-accent-text text-xs' : 'font-medium text-ink-muted text-xs'}
      >
        {dayName(day)}
      </time>
      <Line isNew={isNew} />
      {isNew && <NewLabel />}
    </div>
  )
}

/** The "New" line: below it begins what has come since the reader was last here. */
export const UnreadDivider = slot('UnreadDivider', UnreadDividerView)

function UnreadDividerView() {
  return (
    <div className="flex items-center gap-3 px-4 pt-3 pb-1 sm:px-5">
      <Line isNew />
      <NewLabel />
    </div>
  )
}

function Line({ isNew }: { isNew: boolean }) {
  return <span aria-hidden className={isNew ? 'h-px flex-1 bg-accent' : 'h-px flex-1 bg-line'} />
}

function NewLabel() {
  return (
    <span className="rounded-full bg-accent px-2 font-semibold text-on-accent text-xs" data-testid="new-line">
      New
    </span>
  )
}
