import { TRPCClientError } from '@trpc/client'
import { expect, test } from 'vitest'
import { failureOf, isDecided, SessionEnded } from './failure.ts'

const answered = (data: unknown) => TRPCClientError.from({ error: { code: -32_000, message: 'no', data } })

test.each([
  ['a closed socket', new Error('closed'), 'transient', null],
  ['nothing at all', undefined, 'transient', null],
  ['a text', 'gone', 'transient', null],
  ['a wait', answered({ reason: 'RATE_LIMITED', retryAfterMs: 200 }), 'transient', 'RATE_LIMITED'],
  ['the end of the session', answered({ reason: 'UNAUTHENTICATED' }), 'session', 'UNAUTHENTICATED'],
  ['a client that was closed', new SessionEnded(), 'session', 'UNAUTHENTICATED'],
  ['a refusal', answered({ reason: 'FORBIDDEN' }), 'verdict', 'FORBIDDEN'],
  ['a refusal of a newer server', answered({ reason: 'OVER_QUOTA' }), 'verdict', 'OVER_QUOTA'],
  ['an internal error', answered({}), 'unexpected', null],
  ['an answer without data', answered(null), 'unexpected', null],
])('%s', (_, error, kind, reason) => {
  expect(failureOf(error)).toMatchObject({ kind, reason })
})

test('a wait is told, and a very long one decides', () => {
  expect(failureOf(answered({ reason: 'UNAVAILABLE', retryAfterMs: 200 })).retryAfterMs).toBe(200)
  expect(failureOf(answered({ reason: 'UNAVAILABLE', retryAfterMs: -1 })).retryAfterMs).toBe(null)
  expect(isDecided(failureOf(answered({ reason: 'RATE_LIMITED', retryAfterMs: 3_600_000 })))).toBe(true)
})
