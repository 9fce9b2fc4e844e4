const minuteMs = 60_000

/**
 * Times that people often choose for a reminder or a scheduled message, in the reader's own time zone.
 *
 * @param now in milliseconds since the epoch, as `at` is
 */
export function suggestedTimes(now: number): { label: string; at: number }[] {
  return [
    { label: 'In 20 minutes', at: now + 20 * minuteMs },
    { label: 'In an hour', at: now + 60 * minuteMs },
    { label: 'Tomorrow morning', at: morning(now, 1) },
    { label: 'Next week', at: morning(now, daysToMonday(now)) },
  ]
}

/** Nine o'clock in the morning, this many days ahead. */
function morning(now: number, days: number): number {
  const date = new Date(now)
  date.setDate(date.getDate() + days)
  return date.setHours(9, 0, 0, 0)
}

/** The days until the next Monday; at least two, because tomorrow is a choice of its own. */
function daysToMonday(now: number): number {
  const days = (8 - new Date(now).getDay()) % 7
  return days < 2 ? days + 7 : days
}

/** A time in the form that `<input type="datetime-local">` takes, in the reader's own time zone. */
export function toLocalInput(ms: number): string {
  const date = new Date(ms)
  return new Date(ms - date.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16)
}
