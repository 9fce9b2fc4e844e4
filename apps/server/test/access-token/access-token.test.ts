import { createHmac } from 'node:crypto'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { asCookie, call } from '@chime/testing/raw-client'
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  type JSONWebKeySet,
  jwtVerify,
} from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, fetchToken, forge, issuer, me, stolenKey } from './fixture.ts'

let node: OneNode
let stolen: Awaited<ReturnType<typeof stolenKey>>
beforeAll(async () => {
  node = await oneNode({ PUBLIC_URL: issuer })
  stolen = await stolenKey(node.databaseUrl)
})
afterAll(() => node.stop())

const keySet = () => fetch(`${node.url}/.well-known/jwks.json`)

describe('an access token', () => {
  it('is an EdDSA JWT of ten minutes, which says who, in which session, and nothing secret', async () => {
    const { user, token } = await node.person()
    const before = Math.floor(Date.now() / 1_000)
    const { accessToken, expiresAt } = await fetchToken(node.url, token)
    const published = (await (await keySet()).json()) as JSONWebKeySet
    const options = { issuer, audience: 'chime', typ: 'at+jwt', algorithms: ['EdDSA'] }
    const { payload, protectedHeader } = await jwtVerify(accessToken, createLocalJWKSet(published), options)
    expect(Object.keys(protectedHeader).sort()).toEqual(['alg', 'kid', 'typ'])
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'role', 'scope', 'sid', 'sub'])
    const [session] = await node.sql<{ id: string }>('select id from sessions where user_id = $1', user.id)
    expect(payload).toMatchObject({ sub: user.id, sid: session?.id, role: user.role, scope: 'all' })
    expect(payload.iat).toBeGreaterThanOrEqual(before)
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600)
    expect(Date.parse(expiresAt)).toBe((payload.exp ?? 0) * 1_000)
    const again = await fetchToken(node.url, token)
    expect(decodeJwt(again.accessToken).jti).not.toBe(payload.jti)
  })

  it('opens what the session opens, over HTTP and for files, and marks the session as this one', async () => {
    const { user, token } = await node.person()
    const { accessToken } = await fetchToken(node.url, token)
    expect((await me(node.url, accessToken)).data).toMatchObject({ id: user.id })
    const { data } = await call(node.url, 'auth.sessions', { method: 'GET', headers: bearer(accessToken) })
    expect(data).toEqual([expect.objectContaining({ current: true })])
    const sent = await call(node.url, 'channels.create', {
      input: { kind: 'group', name: 'by token' },
      headers: bearer(accessToken),
    })
    expect(sent.status).toBe(200)
    const file = await fetch(`${node.url}/files/${crypto.randomUUID()}`, { headers: bearer(accessToken) })
    expect(file.status).toBe(404)
  })

  it('fetches no other one', async () => {
    const { accessToken } = await fetchToken(node.url, (await node.person()).token)
    const { error } = await call(node.url, 'auth.accessToken', { headers: bearer(accessToken) })
    expect(error?.data.reason).toBe('FORBIDDEN')
  })

  it('counts for nothing as a cookie or in an address', async () => {
    const { accessToken } = await fetchToken(node.url, (await node.person()).token)
    const cookie = `__Host-chime_session=${accessToken}`
    expect((await call(node.url, 'auth.me', { method: 'GET', headers: { cookie } })).status).toBe(401)
    expect((await fetch(`${node.url}/trpc/auth.me?access_token=${accessToken}`)).status).toBe(401)
  })

  it('is refused without a session, and is never fetched over a WebSocket', async () => {
    const { error } = await call(node.url, 'auth.accessToken')
    expect(error?.data.reason).toBe('UNAUTHENTICATED')
  })

  it('of a session that has ended is refused at once, also when the user is suspended', async () => {
    const [ann, ben] = [await node.person(), await node.person()]
    const [ofAnn, ofBen] = [await fetchToken(node.url, ann.token), await fetchToken(node.url, ben.token)]
    await call(node.url, 'auth.logout', { headers: bearer(ofAnn.accessToken) })
    expect((await me(node.url, ofAnn.accessToken)).error?.data.reason).toBe('UNAUTHENTICATED')
    await node.sql('update users set suspended_at = now() where id = $1', ben.user.id)
    expect((await me(node.url, ofBen.accessToken)).error?.data.reason).toBe('UNAUTHENTICATED')
  })
})

describe('a forged token', () => {
  const now = () => Math.floor(Date.now() / 1_000)
  const forgeries: Record<string, (genuine: string) => Promise<string> | string> = {
    'with alg none': (genuine) => {
      const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
      return `${header}.${genuine.split('.')[1]}.`
    },
    'with alg none and its old signature': (genuine) => {
      const [head = '', body, signature] = genuine.split('.')
      const header = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), alg: 'none' }
      return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}.${signature}`
    },
    'with an HMAC of the public key': async (genuine) => {
      const { keys } = (await (await keySet()).json()) as { keys: Record<string, string>[] }
      const { kid } = decodeProtectedHeader(genuine)
      const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid })).toString('base64url')
      const text = `${header}.${genuine.split('.')[1]}`
      const key = keys.find((each) => each.kid === kid)?.x ?? ''
      return `${text}.${createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url')}`
    },
    'for another audience': (genuine) => forge(genuine, stolen, { claims: { aud: 'another' } }),
    'for no audience': (genuine) => forge(genuine, stolen, { claims: { aud: undefined } }),
    'of another issuer': (genuine) => forge(genuine, stolen, { claims: { iss: 'https://evil.example' } }),
    'of another type': (genuine) => forge(genuine, stolen, { header: { typ: 'JWT' } }),
    'without a type': (genuine) => forge(genuine, stolen, { header: { typ: undefined } }),
    'that has expired': (genuine) => forge(genuine, stolen, { claims: { exp: now() - 1 } }),
    'that never expires': (genuine) => forge(genuine, stolen, { claims: { exp: undefined } }),
    'of a narrower scope': (genuine) => forge(genuine, stolen, { claims: { scope: 'read' } }),
    'without a session': (genuine) => forge(genuine, stolen, { claims: { sid: undefined } }),
    'of a session that never was': (genuine) => forge(genuine, stolen, { claims: { sid: crypto.randomUUID() } }),
    'with somebody else as its subject': (genuine) => forge(genuine, stolen, { claims: { sub: crypto.randomUUID() } }),
    'by a foreign key under a known name': async (genuine) =>
      forge(genuine, stolen, { key: (await generateKeyPair('EdDSA')).privateKey }),
    'by a key that nobody knows': (genuine) => forge(genuine, stolen, { header: { kid: crypto.randomUUID() } }),
    'by a key without a name': (genuine) => forge(genuine, stolen, { header: { kid: undefined } }),
    'with other claims under its old signature': (genuine) => {
      const [head, body = '', signature] = genuine.split('.')
      const claims = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), role: 'admin' }
      return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
    },
    'that is too long': (genuine) => `${genuine}${'a'.repeat(2_000)}`,
    'of dots': () => 'a.b.c',
  }

  it.each(Object.entries(forgeries))('%s is refused', async (_what, make) => {
    const { accessToken } = await fetchToken(node.url, (await node.person()).token)
    // What is refused below is refused for what is wrong with it, and for nothing else.
    expect((await me(node.url, await forge(accessToken, stolen))).status).toBe(200)
    const { error, status } = await me(node.url, await make(accessToken))
    expect({ status, reason: error?.data.reason }).toEqual({ status: 401, reason: 'UNAUTHENTICATED' })
  })
})

describe('the published keys', () => {
  it('are public alone, with how long a cache may keep them, for every origin', async () => {
    const response = await keySet()
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const { keys } = (await response.json()) as { keys: Record<string, string>[] }
    expect(keys.length).toBeGreaterThanOrEqual(2)
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
      expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })
    }
    expect((await fetch(`${node.url}/.well-known/jwks.json`, { method: 'POST' })).status).toBe(405)
  })

  it('are at rest with their private halves encrypted', async () => {
    await fetchToken(node.url, (await node.person()).token)
    const rows = await node.sql<{ sealed_key: string; public_key: object }>(
      "select * from signing_keys where sealed_with <> 'a test'",
    )
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('"d"')
    expect(Buffer.from(rows[0]?.sealed_key ?? '', 'base64url').toString('latin1')).not.toMatch(/OKP|Ed25519/)
  })
})

describe('fetched with a cookie', () => {
  it('it leaves the cookie as it is, also where a page sends the same token as bearer', async () => {
    const { user, password } = await node.person()
    const login = await call(node.url, 'auth.login', { input: { identifier: user.username, password } })
    const cookie = asCookie(login.cookies[0])
    const { token } = login.data as { token: string }
    for (const headers of [{ cookie }, { cookie, ...bearer(token) }]) {
      const { data, cookies } = await call(node.url, 'auth.accessToken', { headers })
      expect(data).toMatchObject({ token: null })
      expect(cookies).toEqual([])
    }
    expect((await call(node.url, 'auth.me', { method: 'GET', headers: { cookie } })).status).toBe(200)
  })
})
