const dayMs = 24 * 60 * 60 * 1_000

/**
 * The moment at which the clocks of a time zone show a date and time. A time that they skip, as when summer time begins,
 * is the first moment after it; of a time that they show twice it is the first.
 *
 * @param local what the clocks show, as milliseconds since 1970 as if they stood at UTC
 * @param zone as `Intl` knows it
 */
export function momentOf(local: number, zone: string): number {
  const clock = clockOf(zone)
  // The offsets of the day before and the day after: at most one change lies between them.
  const moments = [local - dayMs, local + dayMs].map((near) => local - (clock(near) - near))
  const reached = moments.filter((moment) => clock(moment) >= local)
  return Math.min(...(reached.length > 0 ? reached : moments))
}

/** What the clocks of a zone show at a moment, as `local` above. */
function clockOf(zone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]))
    const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
    const year = parts.get('era') === 'BC' ? 1 - read('year') : read('year')
    const date = new Date(0)
    date.setUTCFullYear(year, read('month') - 1, read('day'))
    date.setUTCHours(read('hour'), read('minute'), read('second'), ((moment % 1_000) + 1_000) % 1_000)
    return date.getTime()
  }
}
