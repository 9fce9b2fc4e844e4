import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { formatFileSize } from './attachment/format-file-size.ts'
import { clock } from './calendar/calendar.ts'
import { clockTime, dayName, fullTime, monthName, shortTime, timeAgo, timeUntil } from './times.ts'

const now = new Date(2026, 10, 22, 15, 0).getTime()
const day = (year: number, month: number, date: number) => new Date(year, month, date).getTime()

it('names days as people do', () => {
  expect(dayName(day(2026, 10, 22), now)).toBe('Today')
  expect(dayName(day(2026, 10, 21), now)).toBe('Yesterday')
  expect(dayName(day(2026, 10, 16), now)).toContain('16')
  expect(dayName(day(2024, 2, 1), now)).toContain('2024')
})
it('a day of 23 hours is still yesterday', () => {
  expect(dayName(day(2026, 2, 28), new Date(2026, 2, 29, 12).getTime())).toBe('Yesterday')
})
it('says how long ago', () => {
  const ago = (ms: number) => timeAgo(new Date(now - ms).toISOString(), now)
  expect(ago(-5_000)).toBe('just now')
  expect(ago(5 * 60_000)).toBe('5 minutes ago')
  expect(ago(3 * 3_600_000)).toBe('3 hours ago')
})
it('tells how far ahead a moment lies', () => {
  const ahead = (ms: number) => timeUntil(new Date(now + ms).toISOString(), now)
  expect(ahead(-1)).toBe('now')
  expect(ahead(30_000)).toBe('in less than a minute')
  expect(ahead(5 * 60_000)).toBe('in 5 minutes')
  expect(ahead(3 * 3_600_000)).toBe('in 3 hours')
  expect(ahead(24 * 3_600_000)).toBe('tomorrow')
})

describe('days are counted by midnights, not by hours', () => {
  const at = (date: number, hour: number) => new Date(2026, 10, date, hour).getTime()
  const iso = (ms: number) => new Date(ms).toISOString()
  it.each([
    ['47 hours ago, two midnights', at(23, 11), at(25, 10), '2 days ago'],
    ['25 hours ago, one midnight', at(24, 9), at(25, 10), 'yesterday'],
  ])('%s', (_what, then, now, expected) => expect(timeAgo(iso(then), now)).toBe(expected))
  it.each([
    ['37 hours ahead, one midnight', at(25, 10), at(26, 23), 'tomorrow'],
    ['26 hours ahead, two midnights', at(25, 23), at(27, 1), 'in 2 days'],
  ])('%s', (_what, now, then, expected) => expect(timeUntil(iso(then), now)).toBe(expected))

  const zoneBefore = process.env.TZ
  afterEach(() => {
    if (zoneBefore === undefined) delete process.env.TZ
    else process.env.TZ = zoneBefore
  })
  it('in every zone, also over the beginning and the end of summer time', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Dhaka',
      'Pacific/Kiritimati',
      'America/Sao_Paulo',
    )
    const moment = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) })
    fc.assert(
      fc.property(zone, moment, fc.integer({ min: 0, max: 29 * 24 * 60 }), (timeZone, now, minutes) => {
        process.env.TZ = timeZone
        const then = now - minutes * 60_000
        const date = (ms: number) => Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone }).format(ms))
        const days = (date(now) - date(then)) / 86_400_000
        const head = dayName(new Date(then).setHours(0, 0, 0, 0), now)
        expect(head === 'Today').toBe(days === 0)
        expect(head === 'Yesterday').toBe(days === 1)
        if (minutes >= 24 * 60) {
          expect(timeAgo(iso(then), now)).toBe(days === 1 ? 'yesterday' : `${days} days ago`)
          expect(timeUntil(iso(now), then)).toBe(days === 1 ? 'tomorrow' : `in ${days} days`)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('dates and numbers are written in the language that the reader chose', () => {
  afterEach(() => clock.setLanguage(null))
  const iso = new Date(2026, 10, 3, 15, 5).toISOString()
  const shown = () => [fullTime(iso), shortTime(iso), monthName(iso), clockTime(iso), formatFileSize(3_400_000)]
  it.each([
    ['de-CH', /Dienstag, 3\. November 2026/, '3.4 MB'],
    ['de-DE', /Dienstag, 3\. November 2026/, '3,4 MB'],
    ['fr', /mardi 3 novembre 2026/, '3,4 Mo'],
    ['ja', /2026年11月3日火曜日/, '3.4 MB'],
  ])('%s', (language, day, size) => {
    const before = shown()
    clock.setLanguage(language)
    expect(fullTime(iso)).toMatch(day)
    expect(formatFileSize(3_400_000).replace(/\s/u, ' ')).toBe(size)
    clock.setLanguage(null)
    expect(shown()).toEqual(before)
  })
  it('whoever shows them is told, and the sentences around them stay as they are', () => {
    const before = clock.calendar()
    clock.setLanguage('de')
    expect(clock.calendar()).not.toBe(before)
    expect(timeAgo(new Date(now - 5 * 60_000).toISOString(), now)).toBe('5 minutes ago')
    const chosen = clock.calendar()
    clock.setLanguage('de')
    expect(clock.calendar()).toBe(chosen)
  })
})
