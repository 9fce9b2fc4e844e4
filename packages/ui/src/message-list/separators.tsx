import { dayName } from '../times.ts'

/** A day begins here; with the "New" line when both fall together. */
export function DaySeparator({ day, isNew }: { day: number; isNew: boolean }) {
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
      {isNew && <NewMark />}
    </div>
  )
}

/** What came since the reader was last here begins below. */
export function NewLine() {
  return (
    <div className="flex items-center gap-3 px-4 pt-3 pb-1 sm:px-5">
      <Line isNew />
      <NewMark />
    </div>
  )
}

function Line({ isNew }: { isNew: boolean }) {
  return <span aria-hidden className={isNew ? 'h-px flex-1 bg-accent' : 'h-px flex-1 bg-line'} />
}

function NewMark() {
  return (
    <span className="rounded-full bg-accent px-2 font-semibold text-on-accent text-xs" data-testid="new-line">
      New
    </span>
  )
}
