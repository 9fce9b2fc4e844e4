import { type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { call, openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bearer, fetchToken, me } from '../access-token/fixture.ts'

const day = 24 * 60 * 60
const days = (seconds: number) => (seconds / day).toFixed(9)

describe('SESSION_IDLE_DAYS', () => {
  let node: OneNode
  beforeAll(async () => {
    node = await oneNode({ SESSION_IDLE_DAYS: days(4) })
  })
  afterAll(() => node.stop())

  it('ends a session that is not used, its open sockets and its access tokens', async () => {
    const { token: first } = await node.person()
    const { token, accessToken } = await fetchToken(node.url, first)
    const sockets = [await openRaw(node.url, { token }), await openRaw(node.url, { token: accessToken })]
    for (const socket of sockets) expect((await socket.ask('query', 'auth.me')).result).toBeDefined()
    const before = Date.now()
    expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([4401, 4401])
    expect(Date.now() - before).toBeGreaterThan(2_000)
    expect(Date.now() - before).toBeLessThan(7_000)
    for (const shown of [token, accessToken]) expect((await me(node.url, shown)).status).toBe(401)
  })

  it.each(['a socket', 'HTTP', 'an access token'])('does not end one that is used over %s', async (way) => {
    const { token: first } = await node.person()
    const { token, accessToken } = await fetchToken(node.url, first)
    const socket = await openRaw(node.url, { token })
    await socket.ask('query', 'auth.me')
    const shown = way === 'HTTP' ? token : accessToken
    const until = Date.now() + 7_000
    await vi.waitFor(
      async () => {
        const ok =
          way === 'a socket'
            ? (await socket.ask('query', 'auth.me')).result !== undefined
            : (await me(node.url, shown)).status === 200
        // Ends the waiting at once.
        if (!ok) throw new Error('the session has ended', { cause: way })
        expect(Date.now()).toBeGreaterThan(until)
      },
      { timeout: 10_000, interval: 300 },
    )
    expect(socket.ws.readyState).toBe(socket.ws.OPEN)
    socket.ws.close()
  })
})

describe('SESSION_DAYS', () => {
  let node: OneNode
  beforeAll(async () => {
    node = await oneNode({ SESSION_DAYS: days(5) })
  })
  afterAll(() => node.stop())

  it('ends a session however much it is used, and its open sockets', async () => {
    const { token, user, password } = await node.person()
    const socket = await openRaw(node.url, { token })
    const using = setInterval(() => socket.ask('query', 'auth.me').catch(() => {}), 200)
    const before = Date.now()
    expect(await socket.closed).toBe(4401)
    clearInterval(using)
    expect(Date.now() - before).toBeGreaterThan(2_000)
    expect(Date.now() - before).toBeLessThan(8_000)
    await vi.waitFor(async () => expect((await me(node.url, token)).status).toBe(401), soon)
    const login = await call(node.url, 'auth.login', { input: { identifier: user.username, password } })
    expect(login.cookies[0]).toContain('; Max-Age=5')
    expect(
      (await call(node.url, 'auth.me', { method: 'GET', headers: bearer((login.data as { token: string }).token) }))
        .status,
    ).toBe(200)
  })
})

it('revoking all others leaves this one alone, and closes their sockets', async () => {
  const node = await oneNode()
  const [ann, ben] = [await node.person(), await node.person()]
  const login = () => call(node.url, 'auth.login', { input: { identifier: ann.user.username, password: ann.password } })
  const others = [(await login()).data, (await login()).data] as { token: string }[]
  const open = async (token: string) => {
    const socket = await openRaw(node.url, { token })
    await socket.ask('query', 'auth.me')
    return socket
  }
  const sockets = await Promise.all(others.map(({ token }) => open(token)))
  const mine = await open(ann.token)
  await ann.trpc.auth.revokeOtherSessions.mutate()
  expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([4401, 4401])
  for (const { token } of others) expect((await me(node.url, token)).status).toBe(401)
  expect(await ann.trpc.auth.sessions.query()).toHaveLength(1)
  expect(await ben.trpc.auth.sessions.query()).toHaveLength(1)
  expect((await mine.ask('query', 'auth.me')).result).toBeDefined()
  // With none left there is nothing to do.
  await ann.trpc.auth.revokeOtherSessions.mutate()
  await node.stop()
})
