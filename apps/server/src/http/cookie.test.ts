import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readBearer, readSessionCookie, writeSessionCookie } from './cookie.ts'

function from(headers: Record<string, string>): IncomingMessage {
  const req = new IncomingMessage(new Socket())
  req.headers = headers
  return req
}

function written(token: string | null, secure: boolean): string {
  const res = new ServerResponse(from({}))
  writeSessionCookie(res, token, { secure, lifeMs: 60_500 })
  return String(res.getHeader('set-cookie'))
}

describe('the session cookie', () => {
  it('is out of reach of scripts, other sites and, under https, of subdomains and plain http', () => {
    expect(written('t', false)).toMatch(/^chime_session=t; Path=\/; HttpOnly; SameSite=Lax; Max-Age=61$/)
    expect(written('t', true)).toMatch(/^__Host-chime_session=t; Path=\/; HttpOnly; SameSite=Lax; Max-Age=61; Secure$/)
  })

  it('is cleared at once', () => {
    expect(written(null, true)).toBe('__Host-chime_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure')
  })

  it('is found among others, by its whole name', () => {
    const cookie = 'xchime_session=a; chime_session2=b;chime_session=right; other=c'
    expect(readSessionCookie(from({ cookie }), false)).toBe('right')
    expect(readSessionCookie(from({ cookie: 'chime_session=; a=b' }), false)).toBeNull()
    expect(readSessionCookie(from({ cookie: 'chime_session' }), false)).toBeNull()
    expect(readSessionCookie(from({}), false)).toBeNull()
  })

  it('without the __Host- prefix is not taken under https: a subdomain could have planted it', () => {
    expect(readSessionCookie(from({ cookie: 'chime_session=planted' }), true)).toBeNull()
    expect(readSessionCookie(from({ cookie: '__Host-chime_session=mine' }), true)).toBe('mine')
  })
})

describe('the bearer token', () => {
  it('is taken from a well-formed header alone', () => {
    expect(readBearer(from({ authorization: 'Bearer abc' }))).toBe('abc')
    expect(readBearer(from({ authorization: 'bearer abc' }))).toBe('abc')
    for (const authorization of ['Basic abc', 'Bearer', 'Bearer ', 'Bearer a b', 'xBearer abc']) {
      expect(readBearer(from({ authorization })), authorization).toBeNull()
    }
  })
})
