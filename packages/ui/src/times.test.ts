import { expect, it } from 'vitest'
import { dayName, timeAgo, timeUntil } from './times.ts'

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
