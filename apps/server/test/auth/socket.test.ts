import { limits } from '@chime/protocol'
import { refusal } from '@chime/testing/node'
import { type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { asCookie, call, openRaw, type RawSocket } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const partner = 'https://partner.example'

let node: OneNode
beforeAll(async () => {
  node = await oneNode({ ALLOWED_ORIGINS: partner })
})
afterAll(() => node.stop())

const me = (socket: RawSocket) => socket.ask('query', 'auth.me')
const within = async (ms: number, promise: Promise<number>) => {
  const before = Date.now()
  const code = await promise
  expect(Date.now() - before).toBeLessThan(ms)
  return code
}

describe('a socket', () => {
  it('is let in with a bearer token, a cookie, or connectionParams', async () => {
    const person = await node.person()
    const { user, password, token } = person
    const { cookies } = await call(node.url, 'auth.login', { input: { identifier: user.username, password } })
    const sockets = [
      await openRaw(node.url, { token }),
      await openRaw(node.url, { headers: { cookie: asCookie(cookies[0]), origin: node.url } }),
      await openRaw(node.url, { headers: { cookie: asCookie(cookies[0]) } }),
    ]
    const params = await openRaw(node.url, { path: '/trpc?connectionParams=1' })
    params.send({ method: 'connectionParams', data: { token } })
    for (const socket of [...sockets, params]) {
      expect((await me(socket)).result?.data).toMatchObject({ id: user.id })
      socket.ws.close()
    }
  })

  it('is not compressed, whatever it offers', async () => {
    const { token } = await node.person()
    const socket = await openRaw(node.url, { token })
    // The `ws` client offers permessage-deflate by default.
    expect(socket.ws.extensions).toBe('')
    socket.ws.close()
  })

  it('from a foreign origin is refused with 403 before the upgrade, whatever it brings', async () => {
    const { token } = await node.person()
    const lookalikes = ['https://evil.example', 'null', `${node.url}.evil.example`, `http://evil.example?${node.url}`]
    for (const origin of lookalikes) {
      await expect(openRaw(node.url, { token, headers: { origin } }), origin).rejects.toThrow('403')
      await expect(openRaw(node.url, { path: '/trpc?connectionParams=1', headers: { origin } })).rejects.toThrow('403')
    }
    const headers = { 'sec-fetch-site': 'cross-site' }
    await expect(openRaw(node.url, { token, headers })).rejects.toThrow('403')
  })

  it('from an allowed origin brings a token; the cookie does not count', async () => {
    const { token } = await node.person()
    const headers = { origin: partner, cookie: `chime_session=${token}` }
    const byCookie = await openRaw(node.url, { headers })
    expect((await me(byCookie)).error?.data).toMatchObject({ reason: 'UNAUTHENTICATED' })
    byCookie.ws.close()
    const byToken = await openRaw(node.url, { headers: { origin: partner }, token })
    expect((await me(byToken)).result).toBeDefined()
    byToken.ws.close()
  })

  it('with a token in its URL is nobody', async () => {
    const { token } = await node.person()
    const socket = await openRaw(node.url, { path: `/trpc?token=${token}` })
    expect((await me(socket)).error?.data).toMatchObject({ reason: 'UNAUTHENTICATED' })
    socket.ws.close()
  })

  it('without credentials, or silent about the promised ones, is closed with 4408 in 5 s', {
    timeout: 15_000,
  }, async () => {
    const sockets = await Promise.all([openRaw(node.url), openRaw(node.url, { path: '/trpc?connectionParams=1' })])
    const codes = await Promise.all(sockets.map((socket) => within(6_000, socket.closed)))
    expect(codes).toEqual([4408, 4408])
  })

  it('before it has shown credentials may say 64 KiB at once, and 1 MiB after', async () => {
    const big = (bytes: number) => ({
      id: 'big',
      method: 'query',
      params: { path: 'auth.me', input: 'x'.repeat(bytes) },
    })
    const anonymous = await openRaw(node.url)
    anonymous.send(big(limits.anonymousFrameBytesMax))
    expect(await anonymous.closed).toBe(1009)
    const promised = await openRaw(node.url, { path: '/trpc?connectionParams=1' })
    promised.send(big(limits.anonymousFrameBytesMax))
    expect(await promised.closed).toBe(1009)

    const { token } = await node.person()
    const known = await openRaw(node.url, { token })
    await me(known)
    known.send(big(limits.frameBytesMax - 1_000))
    await vi.waitFor(() => expect(known.replies.find(({ id }) => id === 'big')).toBeDefined(), soon)
    known.send(big(limits.frameBytesMax))
    expect(await known.closed).toBe(1009)
  })

  it('with a token that opens nothing answers UNAUTHENTICATED and closes with 4401', async () => {
    for (const token of ['a'.repeat(43), 'nonsense']) {
      const socket = await openRaw(node.url, { token })
      expect((await me(socket)).error?.data).toMatchObject({ reason: 'UNAUTHENTICATED' })
      expect(await within(2_000, socket.closed)).toBe(4401)
    }
  })

  it('of a revoked session closes with 4401 within 2 s, and its token opens no further one', async () => {
    const { user, password, trpc, token } = await node.person()
    const { data } = await call(node.url, 'auth.login', { input: { identifier: user.username, password } })
    const { token: lost } = data as { token: string }
    const [mine, theirs] = [await openRaw(node.url, { token }), await openRaw(node.url, { token: lost })]
    await Promise.all([me(mine), me(theirs)])
    const stock = node.connect(lost)
    await stock.trpc.auth.me.query()

    const [old] = (await trpc.auth.sessions.query()).filter(({ current }) => !current)
    await trpc.auth.revokeSession.mutate({ id: old?.id ?? '' })
    expect(await within(2_000, theirs.closed)).toBe(4401)
    await vi.waitFor(async () => {
      expect((await refusal(stock.trpc.auth.me.query())).reason).toBe('UNAUTHENTICATED')
    }, soon)
    // The session that revoked the other one stays.
    expect((await me(mine)).result).toBeDefined()
    mine.ws.close()
  })

  it.each([
    ['logged out', (token: string) => node.connect(token).trpc.auth.logout.mutate()],
    ['expired', (token: string, id: string) => expire('expires_at', token, id)],
    ['at its absolute end', (token: string, id: string) => expire('ends_at', token, id)],
    ['gone from the table', (_: string, id: string) => node.sql('delete from sessions where user_id = $1', id)],
  ])('of a session that is %s closes with 4401 within 2 s', async (_what, end) => {
    const { token, user } = await node.person()
    const socket = await openRaw(node.url, { token })
    await me(socket)
    await end(token, user.id)
    expect(await within(2_500, socket.closed)).toBe(4401)
  })

  const expire = (column: string, _token: string, id: string) =>
    node.sql(`update sessions set ${column} = now() - interval '1 second' where user_id = $1`, id)

  it('beyond the twentieth of a user closes the oldest with 4409, also when many come at once', async () => {
    const [person, other] = [await node.person(), await node.person()]
    const bystander = await openRaw(node.url, { token: other.token })
    const open = async () => {
      const socket = await openRaw(node.url, { token: person.token })
      await me(socket)
      return socket
    }
    const first = []
    for (let i = 0; i < limits.socketsPerUserMax; i++) first.push(await open())
    const late = await Promise.all(Array.from({ length: 5 }, open))
    const codes = await Promise.all(first.slice(0, 5).map((socket) => socket.closed))
    expect(codes).toEqual([4409, 4409, 4409, 4409, 4409])
    for (const socket of [...first.slice(5), ...late, bystander]) {
      expect((await me(socket)).result).toBeDefined()
      socket.ws.close()
    }
  })
})
