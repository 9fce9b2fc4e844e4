import { type OneNode, oneNode } from '@chime/testing/one-node'
import { call, openRaw } from '@chime/testing/raw-client'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, fetchToken, me } from './fixture.ts'

let node: OneNode
beforeAll(async () => {
  node = await oneNode()
})
afterAll(() => node.stop())

const status = async (token: string, url = node.url) => (await me(url, token)).status

describe('a session token that is replaced', () => {
  it('holds until the new one is used; used after that it ends the session and its sockets', async () => {
    const { token: old } = await node.person()
    const { token, accessToken } = await fetchToken(node.url, old)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(token).not.toBe(old)
    expect([await status(old), await status(token)]).toEqual([200, 200])
    const socket = await openRaw(node.url, { token })
    const byJwt = await openRaw(node.url, { token: accessToken })
    for (const each of [socket, byJwt]) expect((await each.ask('query', 'auth.me')).result).toBeDefined()

    expect(await status(old)).toBe(401)
    expect(await Promise.all([socket.closed, byJwt.closed])).toEqual([4401, 4401])
    expect([await status(token), await status(accessToken)]).toEqual([401, 401])
  })

  it('gives the same new one to whoever missed the answer and asks again', async () => {
    const { token: old } = await node.person()
    const lost = await fetchToken(node.url, old)
    const { token } = await fetchToken(node.url, old)
    expect(token).toBe(lost.token)
    expect(await status(token)).toBe(200)
  })

  it('gives one new one to two tabs that ask at once, and both go on', async () => {
    const { token: old } = await node.person()
    const tabs = await Promise.all(Array.from({ length: 6 }, () => fetchToken(node.url, old)))
    const [token = ''] = new Set(tabs.map((tab) => tab.token))
    expect(tabs.every((tab) => tab.token === token)).toBe(true)
    for (const tab of tabs) expect([await status(tab.token), await status(tab.accessToken)]).toEqual([200, 200])
  })

  it('holds for 60 s at most, though the new one was never used', async () => {
    const { user, token: old } = await node.person()
    const { token } = await fetchToken(node.url, old)
    const [row] = await node.sql<{ seconds: string }>(
      'select extract(epoch from previous_until - now()) as seconds from sessions where user_id = $1',
      user.id,
    )
    expect(Number(row?.seconds)).toBeGreaterThan(50)
    expect(Number(row?.seconds)).toBeLessThanOrEqual(60)
    await node.sql(`update sessions set previous_until = now() - interval '1 second' where user_id = $1`, user.id)
    expect([await status(old), await status(token)]).toEqual([401, 401])
  })

  it('ends the session however long ago it was replaced', async () => {
    const { token: first } = await node.person()
    let { token } = await fetchToken(node.url, first)
    for (let i = 0; i < 5; i += 1) ({ token } = await fetchToken(node.url, token))
    expect(await status(token)).toBe(200)
    expect(await status(first)).toBe(401)
    expect(await status(token)).toBe(401)
  })

  it('concerns no other session of the person, and the next login works', async () => {
    const { user, password, token: old } = await node.person()
    const login = () => call(node.url, 'auth.login', { input: { identifier: user.username, password } })
    const other = (await login()).data as { token: string }
    await fetchToken(node.url, (await fetchToken(node.url, old)).token)
    expect(await status(old)).toBe(401)
    expect(await status(other.token)).toBe(200)
    expect((await login()).status).toBe(200)
  })

  it('is not guessed: a token with another first half ends nothing', async () => {
    const { token: old } = await node.person()
    const { token } = await fetchToken(node.url, old)
    expect(token.slice(0, 20)).toBe(old.slice(0, 20))
    expect(await status(`${'A'.repeat(21)}${token.slice(21)}`)).toBe(401)
    expect(await status(token)).toBe(200)
  })

  it('of a session from before tokens were replaced is replaced like any other', async () => {
    const { user, token: old } = await node.person()
    await node.sql('update sessions set family_hash = null where user_id = $1', user.id)
    const { token } = await fetchToken(node.url, old)
    expect([await status(token), await status(old), await status(token)]).toEqual([200, 401, 401])
  })

  it('is at rest as hashes, from which the new one cannot be made', async () => {
    const { user, token: old } = await node.person()
    const { token } = await fetchToken(node.url, old)
    const rows = JSON.stringify(await node.sql('select * from sessions where user_id = $1', user.id))
    for (const secret of [old, token, old.slice(0, 20)]) expect(rows).not.toContain(secret)
  })
})

describe('with two nodes', () => {
  let nodes: TwoNodes
  beforeAll(async () => {
    nodes = await twoNodes({ RATE_LIMITS: 'off' })
  })
  afterAll(() => nodes.stop())

  it('tabs that ask different nodes at once get the same token, and the old one closes sockets on both', async () => {
    const { token: old } = await nodes.person(nodes.one)
    const [here, there] = await Promise.all([fetchToken(nodes.one, old), fetchToken(nodes.two, old)])
    expect(here.token).toBe(there.token)
    expect(await status(here.token, nodes.two)).toBe(200)
    const sockets = await Promise.all(
      [nodes.one, nodes.two].map((url) => openRaw(url, { headers: bearer(here.token) })),
    )
    for (const socket of sockets) await socket.ask('query', 'auth.me')
    expect(await status(old, nodes.one)).toBe(401)
    expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([4401, 4401])
  })
})
