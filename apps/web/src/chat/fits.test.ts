import { expect, test } from 'vitest'
import { fits } from './fits.ts'

const carl = { username: 'carl.h', fullName: 'Carl Maria von Hohenfels' }

test.each(['', 'carl', 'CARL', '@carl.h', 'maria', 'von ho', ' hohen '])(
  '%j finds Carl Maria von Hohenfels',
  (query) => {
    expect(fits(carl, query)).toBe(true)
  },
)

test.each(['arl', 'aria', 'x', 'carl h'])('%j does not', (query) => {
  expect(fits(carl, query)).toBe(false)
})
