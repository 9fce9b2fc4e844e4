import { expect, test } from 'vitest'
import { slowModeChoices, slowModeText } from './slow-mode.ts'

test('a wait is told in the largest unit that fits', () => {
  expect([0, 1, 30, 60, 90, 300, 3600, 21_600].map(slowModeText)).toEqual([
    'Off',
    '1 second',
    '30 seconds',
    '1 minute',
    '90 seconds',
    '5 minutes',
    '1 hour',
    '6 hours',
  ])
})

test('a wait that is none of the choices is one of them while it is set', () => {
  expect(slowModeChoices(45).map(({ value }) => value)).toContain('45')
  expect(slowModeChoices(30).filter(({ value }) => value === '30')).toHaveLength(1)
})
