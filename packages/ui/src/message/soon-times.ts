const minuteMs = 60_000

/** The times that one mostly means by "later", in the reader's own zone. */
export function soonTimes(now: number): { label: string; at: number }[] {
  return [
    { label: 'In 20 minutes', at: now + 20 * minuteMs },
    { label: 'In an hour', at: now + 60 * minuteMs },
    { label: 'Tomorrow morning', at: morning(now, 1) },
    { label: 'Next week', at: morning(now, daysToMonday(now)) },
  ]
}

/** Nine o'clock, so many days ahead. */
function morning(now: number, days: number): number {
  const date = new Date(now)
  date.setDate(date.getDate() + days)
  return date.setHours(9, 0, 0, 0)
}

/** At least two: tomorrow is another choice. */
function daysToMonday(now: number): number {
  const days = (8 - new Date(now).getDay()) % 7
  return days < 2 ? days + 7 : days
}

/** As an `<input type="datetime-local">` has it. */
export function toLocalInput(ms: number): string {
  const date = new Date(ms)
  return new Date(ms - date.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16)
}
