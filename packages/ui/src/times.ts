const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const monthYear = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' })
const withYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** "10:32", in the reader's way. */
export const clockTime = (iso: string) => clock.format(new Date(iso))
/** Everything, for a tooltip. */
export const fullTime = (iso: string) => full.format(new Date(iso))
export const shortTime = (iso: string) => short.format(new Date(iso))
/** "November 2026" */
export const monthName = (iso: string) => monthYear.format(new Date(iso))

/**
 * "Today", "Yesterday", "Monday, 3 November", "3 November 2024".
 *
 * @param day local midnight in milliseconds
 */
export function dayName(day: number, now = Date.now()): string {
  const today = new Date(now).setHours(0, 0, 0, 0)
  // Rounded, because a day of summer time changing has 23 or 25 hours.
  const daysAgo = Math.round((today - day) / 86_400_000)
  if (daysAgo === 0) return 'Today'
  if (daysAgo === 1) return 'Yesterday'
  return daysAgo > 0 && daysAgo < 180 ? weekday.format(day) : withYear.format(day)
}

const steps = [
  { unit: 'minute', ms: 60_000, upTo: 60 },
  { unit: 'hour', ms: 3_600_000, upTo: 24 },
  { unit: 'day', ms: 86_400_000, upTo: 30 },
] as const

/** "just now", "5 minutes ago", "yesterday", or the date when that is long ago. */
export function timeAgo(iso: string, now = Date.now()): string {
  const ms = Math.max(0, now - Date.parse(iso))
  if (ms < 60_000) return 'just now'
  const step = steps.find((s) => ms < s.ms * s.upTo)
  return step ? relative.format(-Math.floor(ms / step.ms), step.unit) : withYear.format(new Date(iso))
}

/** "in 5 minutes", "in 3 hours", "tomorrow", or "now" when it is past. */
export function timeUntil(iso: string, now = Date.now()): string {
  const ms = Date.parse(iso) - now
  if (ms < 60_000) return ms <= 0 ? 'now' : 'in less than a minute'
  const step = steps.find((s) => ms < s.ms * s.upTo)
  return step ? relative.format(Math.round(ms / step.ms), step.unit) : withYear.format(new Date(iso))
}
