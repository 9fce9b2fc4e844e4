import { expect, it } from 'vitest'
import { createEventRate } from './event-rate.ts'

it('a rate is that of the last second, and of the present one once it is higher', () => {
  let ms = 500
  const rate = createEventRate(() => ms)
  rate.add(3)
  expect(rate.perSecond()).toBe(3)
  ms = 1_100
  expect(rate.perSecond()).toBe(3)
  rate.add(5)
  expect(rate.perSecond()).toBe(5)
  ms = 2_900
  expect(rate.perSecond()).toBe(5)
  ms = 4_000
  expect(rate.perSecond()).toBe(0)
})
