import { expect, it } from 'vitest'
import { suggestedTimes, toLocalInput } from './suggested-times.ts'

const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 30).getTime()
const timesOf = (now: number) => suggestedTimes(now).map(({ at: time }) => toLocalInput(time))

it('tomorrow and next week are nine in the morning where the reader is', () => {
  // A Wednesday.
  expect(timesOf(at(4, 15))).toEqual(['2026-11-04T15:50', '2026-11-04T16:30', '2026-11-05T09:00', '2026-11-09T09:00'])
})

it('on a Sunday next week is not tomorrow', () => {
  expect(timesOf(at(8, 10)).slice(2)).toEqual(['2026-11-09T09:00', '2026-11-16T09:00'])
})

it('on a Monday next week is the next Monday', () => {
  expect(timesOf(at(9, 10)).at(-1)).toBe('2026-11-16T09:00')
})
