import { AppendError, type AppendRefusal } from '@chime/db'
import { reasons } from '@chime/protocol'
import { TRPCError } from '@trpc/server'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { errorData, Refusal, toTRPCError } from './errors.ts'

/** What the client gets in `data`, beside tRPC's own. */
const data = (error: unknown) => errorData(toTRPCError(error, 'request 7'))
const parsed = (input: unknown) => z.strictObject({ name: z.string(), ids: z.array(z.uuid()) }).safeParse(input).error

describe('errors on their way to the client', () => {
  it.each(Object.entries(reasons))(
    'a refusal for %s keeps its reason, its tRPC code and its details',
    (reason, { code }) => {
      const refusal = new Refusal(reason as keyof typeof reasons, 'a text for people', {
        retryAfterMs: 5,
        field: 'name',
      })
      // As thrown by a verb, and as tRPC hands it to the middleware.
      for (const error of [refusal, new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: refusal })]) {
        expect(toTRPCError(error, '')).toMatchObject({ code, message: 'a text for people' })
        expect(data(error)).toEqual({ reason, retryAfterMs: 5, field: 'name' })
      }
    },
  )

  it.each<[AppendRefusal, object, object]>([
    ['missing', {}, { reason: 'NOT_FOUND' }],
    ['outsider', { kind: 'group' }, { reason: 'NOT_FOUND' }],
    ['outsider', { kind: 'direct' }, { reason: 'NOT_FOUND' }],
    ['outsider', {}, { reason: 'NOT_FOUND' }],
    ['outsider', { kind: 'public' }, { reason: 'FORBIDDEN' }],
    ['archived', {}, { reason: 'FORBIDDEN' }],
    ['readonly', {}, { reason: 'FORBIDDEN' }],
    ['blocked', { kind: 'direct' }, { reason: 'FORBIDDEN' }],
    ['noreply', {}, { reason: 'INVALID_INPUT', field: 'replyTo' }],
    ['noattachment', {}, { reason: 'INVALID_INPUT', field: 'attachmentIds' }],
    ['slow', { retryAfterMs: 1_200 }, { reason: 'RATE_LIMITED', retryAfterMs: 1_200 }],
    ['invalid', {}, { reason: 'INVALID_INPUT' }],
    ['full', { retryAfterMs: 250 }, { reason: 'UNAVAILABLE', retryAfterMs: 250 }],
    ['unknown', {}, { reason: 'UNAVAILABLE', retryAfterMs: 500 }],
  ])('a message not appended because %s %j says %j', (reason, details, expected) => {
    expect(data(new AppendError(reason, details))).toEqual(expected)
  })

  it('an outsider is answered as if there were no such channel, in the very same words', () => {
    const [missing, outsider] = [new AppendError('missing'), new AppendError('outsider', { kind: 'group' })]
    expect(toTRPCError(outsider, '').message).toBe(toTRPCError(missing, '').message)
  })

  it('bad input names the field by its path', () => {
    const bad = (input: unknown) => data(new TRPCError({ code: 'BAD_REQUEST', cause: parsed(input) }))
    expect(bad({ name: 7, ids: [] })).toEqual({ reason: 'INVALID_INPUT', field: 'name' })
    expect(bad({ name: '', ids: [crypto.randomUUID(), 'x'] })).toEqual({ reason: 'INVALID_INPUT', field: 'ids.1' })
    expect(bad({ name: '', ids: [], more: 1 })).toEqual({ reason: 'INVALID_INPUT' })
  })

  it('anything unexpected is an internal error with a request id, and says nothing else', () => {
    const secret = new Error('select * from users: password is hunter2')
    const unexpected = [
      secret,
      'a thrown text',
      undefined,
      new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'hunter2', cause: secret }),
      // What we promised to answer and did not is our fault, not bad input.
      new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'Output validation failed', cause: parsed({}) }),
      parsed({}),
    ]
    for (const error of unexpected) {
      expect(toTRPCError(error, 'request 7')).toMatchObject({
        code: 'INTERNAL_SERVER_ERROR',
        message: 'Internal error',
      })
      expect(data(error)).toEqual({ requestId: 'request 7' })
    }
  })

  it("tRPC's own errors get a reason", () => {
    expect(data(new TRPCError({ code: 'NOT_FOUND', message: 'No such procedure' }))).toEqual({ reason: 'NOT_FOUND' })
    expect(data(new TRPCError({ code: 'PAYLOAD_TOO_LARGE' }))).toEqual({ reason: 'TOO_LARGE' })
    for (const code of ['PARSE_ERROR', 'METHOD_NOT_SUPPORTED', 'UNSUPPORTED_MEDIA_TYPE'] as const) {
      expect(data(new TRPCError({ code }))).toEqual({ reason: 'INVALID_INPUT' })
    }
  })

  it('a database that is away or busy asks to try again', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    expect(data(refused)).toEqual({ reason: 'UNAVAILABLE', retryAfterMs: 1_000 })
    expect(data(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: refused }))).toMatchObject({
      reason: 'UNAVAILABLE',
    })
  })
})
