import { expect, test } from 'vitest'
import { matchesQuery } from './matches-query.ts'

const carl = { username: 'carl.h', fullName: 'Carl Maria von Hohenfels' }

test.each(['', 'carl', 'CARL', '@carl.h', 'maria', 'von ho', ' hohen '])(
  '%j finds Carl Maria von Hohenfels',
  (query) => {
    expect(matchesQuery(carl, query)).toBe(true)
  },
)

test.each(['arl', 'aria', 'x', 'carl h'])('%j does not', (query) => {
  expect(matchesQuery(carl, query)).toBe(false)
})
