import { clock } from './calendar/calendar.ts'

/** The reader's formats. They are made again when zone or language change, because each keeps those it was made with. */
const formats = () => {
  const { zone, language } = clock.calendar()
  if (made?.zone !== zone || made.language !== language) made = { zone, language, ...make(language) }
  return made
}
let made: (ReturnType<typeof make> & { zone: string; language: string | undefined }) | undefined

function make(language: string | undefined) {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options)
  return {
    time: format({ hour: 'numeric', minute: '2-digit' }),
    weekday: format({ weekday: 'long', day: 'numeric', month: 'long' }),
    monthYear: format({ month: 'long', year: 'numeric' }),
    withYear: format({ day: 'numeric', month: 'long', year: 'numeric' }),
    full: format({ dateStyle: 'full', timeStyle: 'short' }),
    short: format({ dateStyle: 'medium', timeStyle: 'short' }),
  }
}
/** In the language of the sentences that it becomes part of. */
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "10:32", in the format of the reader's language. */
export const clockTime = (iso: string) => formats().time.format(new Date(iso))
/** "16:32": the time there now, or null for a time zone that this browser does not know. */
export function timeIn(timeZone: string, now = Date.now()): string | null {
  const { language } = clock.calendar()
  try {
    return new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone }).format(now)
  } catch {
    return null
  }
}
/** The whole date with weekday and time, for a tooltip. */
export const fullTime = (iso: string) => formats().full.format(new Date(iso))
/** "3 Nov 2026, 10:32" */
export const shortTime = (iso: string) => formats().short.format(new Date(iso))
/** "November 2026" */
export const monthName = (iso: string) => formats().monthYear.format(new Date(iso))

/**
 * "Today", "Yesterday", "Monday, 3 November", "3 November 2024".
 *
 * Whatever shows the result calls `useCalendar`, and is drawn again at midnight.
 *
 * @param day the local midnight at which the day begins, in milliseconds since the epoch
 */
export function dayName(day: number, now = Date.now()): string {
  const daysAgo = daysBetween(day, now)
  if (daysAgo === 0) return 'Today'
  if (daysAgo === 1) return 'Yesterday'
  return daysAgo > 0 && daysAgo < 180 ? formats().weekday.format(day) : formats().withYear.format(day)
}

/** How many midnights of the reader lie between two moments. */
function daysBetween(from: number, to: number): number {
  const [first, last] = [from, to].map((ms) => new Date(ms).setHours(0, 0, 0, 0)) as [number, number] // two of two
  // Rounded, because a day on which summer time begins or ends has 23 or 25 hours.
  return Math.round((last - first) / dayMs)
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const monthDays = 30

/** "just now", "5 minutes ago", "20 hours ago", "yesterday", or the date when it is 30 days ago or more. */
export function timeAgo(iso: string, now = Date.now()): string {
  const at = Date.parse(iso)
  const ms = Math.max(0, now - at)
  if (ms < minuteMs) return 'just now'
  if (ms < hourMs) return relative.format(-Math.floor(ms / minuteMs), 'minute')
  if (ms < dayMs) return relative.format(-Math.floor(ms / hourMs), 'hour')
  const days = daysBetween(at, now)
  return days < monthDays ? relative.format(-days, 'day') : formats().withYear.format(at)
}

/** "in 5 minutes", "in 3 hours", "tomorrow", the date from 30 days ahead on, or "now" when the time is past. */
export function timeUntil(iso: string, now = Date.now()): string {
  const at = Date.parse(iso)
  const ms = at - now
  if (ms < minuteMs) return ms <= 0 ? 'now' : 'in less than a minute'
  const minutes = Math.round(ms / minuteMs)
  if (minutes < 60) return relative.format(minutes, 'minute')
  const hours = Math.round(ms / hourMs)
  if (hours < 24) return relative.format(hours, 'hour')
  const days = daysBetween(now, at)
  return days < monthDays ? relative.format(days, 'day') : formats().withYear.format(at)
}
