import { describe, expect, it } from 'vitest'
import { problemsOf, verdictOf } from './problems.ts'

const error = (data: Record<string, unknown>, message = 'no') => JSON.stringify({ error: { message, data } })
const problems = (text: string, status = 200) => problemsOf({ status, text }, ['plantedsecret'])

describe('an answer', () => {
  it('that is one, or a refusal with its reason, is no problem', () => {
    expect(problems('{"result":{"data":null}}')).toEqual([])
    expect(problems(error({ code: 'BAD_REQUEST', reason: 'INVALID_INPUT' }), 400)).toEqual([])
    expect(problems(error({ code: 'SERVICE_UNAVAILABLE', reason: 'UNAVAILABLE' }), 503)).toEqual([])
    expect(problems('<html>', 404)).toEqual([])
  })

  it.each([500, 501, 502, 504, 599])('with status %i is a problem', (status) => {
    expect(problems('', status)).toEqual([`status ${status}`])
  })

  it('that is an unexpected error is a problem, also in a batch', () => {
    const unexpected = error({ code: 'INTERNAL_SERVER_ERROR' }, 'Internal error')
    expect(problems(unexpected)).toEqual(['INTERNAL_SERVER_ERROR'])
    expect(problems(`[{"result":{"data":1}},${unexpected}]`)).toEqual(['INTERNAL_SERVER_ERROR'])
    expect(problems(error({ code: 'BAD_REQUEST' }))).toEqual(['a refusal without a reason: no'])
    expect(problems(error({ code: 'BAD_REQUEST', reason: 'NO_SUCH' }))).toEqual(['a refusal without a reason: no'])
  })

  it.each([
    ['Error: x\n    at run (/srv/chime/index.js:10:5)', 'tells a stack'],
    ['Cannot find node_modules/x', 'tells a path of the server'],
    ['Failed query: insert into', 'tells SQL or what Postgres said'],
    ['duplicate key value violates unique constraint "users_email"', 'tells SQL or what Postgres said'],
    ['invalid input syntax for type uuid', 'tells SQL or what Postgres said'],
    ['postgres://chime:pw@127.0.0.1/chime', 'tells SQL or what Postgres said'],
    ['$argon2id$v=19$m=19456', 'tells a password hash'],
    ['{"content":"a plantedsecret b"}', 'tells a secret of somebody else'],
  ])('that holds what is inside (%s) is a problem', (text, problem) => {
    expect(problems(text)).toEqual([problem])
  })
})

it('the verdict is the reason of the first refusal, or the status', () => {
  expect(verdictOf({ text: error({ reason: 'NOT_FOUND' }), status: 404 })).toBe('NOT_FOUND')
  expect(verdictOf({ text: '', status: 413 })).toBe('status 413')
  expect(verdictOf({ text: '{"result":{"data":{"error":1}}}', status: 200 })).toBe('ok')
})
