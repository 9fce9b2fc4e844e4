import { type Person, refusal } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { asCookie, call } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const partner = 'https://partner.example'

let node: OneNode
let secure: OneNode
beforeAll(async () => {
  node = await oneNode({ ALLOWED_ORIGINS: partner })
  secure = await oneNode({ PUBLIC_URL: 'https://chime.example.com' })
})
afterAll(async () => {
  await node.stop()
  await secure.stop()
})

const login = (url: string, { user, password }: Person, headers: Record<string, string> = {}) =>
  call(url, 'auth.login', { input: { identifier: user.username, password }, headers })
const me = (url: string, headers: Record<string, string>) => call(url, 'auth.me', { method: 'GET', headers })

/** Logs in once more and gets a new cookie. */
async function signIn(person: Person) {
  const { cookies, data } = await login(node.url, person)
  return { cookie: asCookie(cookies[0]), token: (data as { token: string }).token }
}

describe('the session cookie', () => {
  it('is HttpOnly and SameSite=Lax, and opens the account', async () => {
    const person = await node.person()
    const { cookies } = await login(node.url, person)
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^chime_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
    const { status, data } = await me(node.url, { cookie: asCookie(cookies[0]) })
    expect(status).toBe(200)
    expect(data).toMatchObject({ id: person.user.id })
  })

  it('is Secure and __Host- when PUBLIC_URL is https, and no other name is taken there', async () => {
    const person = await secure.person()
    const { cookies } = await login(secure.url, person)
    expect(cookies[0]).toMatch(/^__Host-chime_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/)
    const cookie = asCookie(cookies[0])
    expect((await me(secure.url, { cookie })).status).toBe(200)
    expect((await me(secure.url, { cookie: cookie.replace('__Host-', '') })).status).toBe(401)
  })

  it('is cleared by logging out, and its token opens nothing any more', async () => {
    const { cookie, token } = await signIn(await node.person())
    const { cookies } = await call(node.url, 'auth.logout', { headers: { cookie } })
    expect(cookies[0]).toMatch(/^chime_session=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/)
    expect((await me(node.url, { cookie })).status).toBe(401)
    expect((await me(node.url, { authorization: `Bearer ${token}` })).status).toBe(401)
  })

  it('that somebody planted is replaced at login, and what it named is ended', async () => {
    const [attacker, victim] = [await node.person('attacker'), await node.person('victim')]
    const { cookie: planted } = await signIn(attacker)
    const { cookies } = await login(node.url, victim, { cookie: planted })
    expect(asCookie(cookies[0])).not.toBe(planted)
    expect((await me(node.url, { cookie: planted })).status).toBe(401)
    expect((await me(node.url, { cookie: asCookie(cookies[0]) })).data).toMatchObject({ id: victim.user.id })

    const invented = `chime_session=${'a'.repeat(43)}`
    const { cookies: again } = await login(node.url, victim, { cookie: invented })
    expect(asCookie(again[0])).not.toBe(invented)
    expect((await me(node.url, { cookie: invented })).status).toBe(401)
  })

  it('counts for nothing when a page of another origin asks', async () => {
    const { cookie, token } = await signIn(await node.person())
    for (const origin of ['https://evil.example', 'null', node.url.replace('127.0.0.1', 'localhost')]) {
      const answers = [await me(node.url, { cookie, origin }), await login(node.url, await node.person(), { origin })]
      for (const { status, headers, cookies } of answers) {
        expect(status, origin).toBe(403)
        expect(headers.get('access-control-allow-origin')).toBeNull()
        expect(cookies).toEqual([])
      }
    }
    expect((await me(node.url, { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await me(node.url, { cookie, origin: node.url })).status).toBe(200)

    // An allowed origin may use a token. The cookie, which the browser attached by itself, does not count there.
    expect((await me(node.url, { cookie, origin: partner })).status).toBe(401)
    const withToken = await me(node.url, { authorization: `Bearer ${token}`, origin: partner })
    expect(withToken.status).toBe(200)
    expect(withToken.headers.get('access-control-allow-origin')).toBe(partner)
    expect(withToken.headers.get('access-control-allow-credentials')).toBeNull()
    expect((await login(node.url, await node.person(), { origin: partner })).cookies).toEqual([])
  })

  it('is set by no answer that a cache may keep', async () => {
    const { headers } = await login(node.url, await node.person())
    expect(headers.get('cache-control')).toBe('no-store')
  })
})

describe('a session', () => {
  it('is at rest as a hash only', async () => {
    const { user, token } = await node.person()
    const rows = await node.sql<Record<string, unknown>>('select * from sessions where user_id = $1', user.id)
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(rows[0]?.token_hash).toMatch(/^[0-9a-f]{64}$/)
    const hash = String(rows[0]?.token_hash)
    for (const stolen of [hash, hash.slice(0, 43), String(rows[0]?.id)]) {
      expect((await me(node.url, { authorization: `Bearer ${stolen}` })).status).toBe(401)
    }
  })

  it('has at least 128 random bits, new each time', async () => {
    const person = await node.person()
    const tokens = new Set([person.token])
    for (let i = 0; i < 3; i++) tokens.add((await signIn(person)).token)
    expect(tokens.size).toBe(4)
    for (const token of tokens) expect(Buffer.from(token, 'base64url').length).toBeGreaterThanOrEqual(16)
  })

  it('token in a URL opens nothing', async () => {
    const { token } = await node.person()
    const params = encodeURIComponent(JSON.stringify({ token }))
    for (const query of [`token=${token}`, `connectionParams=${params}`, `authorization=Bearer+${token}`]) {
      expect((await fetch(`${node.url}/trpc/auth.me?${query}`)).status).toBe(401)
    }
  })

  it('is listed to its owner alone, with the device, and marked when it is the one that asks', async () => {
    const [person, other] = [await node.person(), await node.person()]
    await login(node.url, person, { 'user-agent': 'a browser of mine' })
    const sessions = await person.trpc.auth.sessions.query()
    expect(sessions).toHaveLength(2)
    expect(sessions.filter(({ current }) => current)).toHaveLength(1)
    expect(sessions.find(({ current }) => !current)).toMatchObject({
      userAgent: 'a browser of mine',
      address: '127.0.0.1',
    })
    expect(await other.trpc.auth.sessions.query()).toHaveLength(1)
    expect(JSON.stringify(sessions)).not.toContain(person.token)
  })

  it('is revoked from another device; nobody revokes those of others', async () => {
    const [person, other] = [await node.person(), await node.person()]
    const { token, cookie } = await signIn(person)
    const [old] = (await person.trpc.auth.sessions.query()).filter(({ current }) => !current)
    const id = old?.id ?? ''
    const attempt = await refusal(other.trpc.auth.revokeSession.mutate({ id }))
    expect(attempt.reason).toBe('NOT_FOUND')
    expect((await me(node.url, { cookie })).status).toBe(200)

    await person.trpc.auth.revokeSession.mutate({ id })
    expect((await me(node.url, { authorization: `Bearer ${token}` })).error?.data.reason).toBe('UNAUTHENTICATED')
    expect(await person.trpc.auth.sessions.query()).toHaveLength(1)
    expect((await refusal(person.trpc.auth.revokeSession.mutate({ id }))).reason).toBe('NOT_FOUND')
  })

  it.each(['expires_at', 'ends_at'])('is over after its %s', async (column) => {
    const { user, token, trpc } = await node.person()
    await node.sql(`update sessions set ${column} = now() - interval '1 second' where user_id = $1`, user.id)
    expect((await me(node.url, { authorization: `Bearer ${token}` })).status).toBe(401)
    expect((await refusal(trpc.auth.sessions.query())).reason).toBe('UNAUTHENTICATED')
  })

  it('lives on while it is used, but never past its absolute end', async () => {
    const { user, token } = await node.person()
    const dates = async () => {
      const [row] = await node.sql<{ expires_at: Date; ends_at: Date; last_used_at: Date }>(
        'select expires_at, ends_at, last_used_at from sessions where user_id = $1',
        user.id,
      )
      if (!row) throw new Error('the session is gone')
      return row
    }
    const shorten = (expires: string, ends: string) =>
      node.sql(
        `update sessions set expires_at = now() + interval '${expires}', ends_at = now() + interval '${ends}',
         last_used_at = now() - interval '1 day' where user_id = $1`,
        user.id,
      )
    const day = 24 * 60 * 60 * 1_000
    await shorten('1 day', '100 days')
    expect((await me(node.url, { authorization: `Bearer ${token}` })).status).toBe(200)
    const used = await dates()
    expect(used.expires_at.getTime()).toBeGreaterThan(Date.now() + 29 * day)
    expect(used.last_used_at.getTime()).toBeGreaterThan(Date.now() - day / 2)

    await shorten('1 day', '3 days')
    await me(node.url, { authorization: `Bearer ${token}` })
    const { expires_at, ends_at } = await dates()
    expect(expires_at).toEqual(ends_at)
  })
})
