import { follow, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { call, openRaw, type RawSocket } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bearer, fetchToken, forge, issuer, stolenKey } from './fixture.ts'

let node: OneNode
let stolen: Awaited<ReturnType<typeof stolenKey>>
beforeAll(async () => {
  node = await oneNode({ PUBLIC_URL: issuer })
  stolen = await stolenKey(node.databaseUrl)
})
afterAll(() => node.stop())

const now = () => Math.floor(Date.now() / 1_000)
/** An access token of this session that expires soon. */
const shortToken = async (sessionToken: string, seconds: number) =>
  forge((await fetchToken(node.url, sessionToken)).accessToken, stolen, { claims: { exp: now() + seconds } })
const renew = (socket: RawSocket, accessToken: string) => socket.ask('mutation', 'auth.renew', { accessToken })

describe('a socket that an access token opened', () => {
  it('is let in by header and by connectionParams, and is its user', async () => {
    const { user, token } = await node.person()
    const { accessToken } = await fetchToken(node.url, token)
    const params = await openRaw(node.url, { path: '/trpc?connectionParams=1' })
    params.send({ method: 'connectionParams', data: { token: accessToken } })
    for (const socket of [await openRaw(node.url, { token: accessToken }), params]) {
      expect((await socket.ask('query', 'auth.me')).result?.data).toMatchObject({ id: user.id })
      socket.ws.close()
    }
  })

  it('is refused like any other with a token that is not valid', async () => {
    const { token } = await node.person()
    const genuine = (await fetchToken(node.url, token)).accessToken
    for (const claims of [{ exp: now() - 1 }, { aud: 'another' }, { iss: 'https://evil.example' }]) {
      const socket = await openRaw(node.url, { token: await forge(genuine, stolen, { claims }) })
      expect((await socket.ask('query', 'auth.me')).error?.data).toMatchObject({ reason: 'UNAUTHENTICATED' })
      expect(await socket.closed).toBe(4401)
    }
  })

  it('closes with 4401 when the token expires, and not before', async () => {
    const { token } = await node.person()
    const socket = await openRaw(node.url, { token: await shortToken(token, 3) })
    expect((await socket.ask('query', 'auth.me')).result).toBeDefined()
    const before = Date.now()
    expect(await socket.closed).toBe(4401)
    expect(Date.now() - before).toBeGreaterThan(1_000)
    expect(Date.now() - before).toBeLessThan(4_000)
  })

  it('closes with 4401 within 2 s of the end of its session, also when it was renewed', async () => {
    const { token: first } = await node.person()
    const { token, accessToken } = await fetchToken(node.url, first)
    const socket = await openRaw(node.url, { token: accessToken })
    await socket.ask('query', 'auth.me')
    const next = await fetchToken(node.url, token)
    expect((await renew(socket, next.accessToken)).result).toBeDefined()
    await call(node.url, 'auth.logout', { headers: bearer(next.token) })
    const before = Date.now()
    expect(await socket.closed).toBe(4401)
    expect(Date.now() - before).toBeLessThan(2_500)
    const again = await openRaw(node.url, { token: next.accessToken })
    expect(await again.closed).toBe(4401)
  })

  it('renewed on itself lives on, and its stream loses no event and gets none twice', async () => {
    const [ann, ben] = [await node.person('ann'), await node.person('ben')]
    const channelId = await groupOf(ann, ben)
    const client = node.connect(await shortToken(ann.token, 3))
    const closes: unknown[] = []
    client.ws.connection?.ws.addEventListener('close', (event) => closes.push(event.code))
    const stream = follow(client)
    await stream.hello
    const opened = client.ws.connection?.ws
    const texts: string[] = []
    const expired = Date.now() + 4_000
    let isRenewed = false
    while (Date.now() < expired) {
      texts.push(`text ${texts.length}`)
      const sending = say(ben, channelId, texts.at(-1) ?? '')
      if (!isRenewed && texts.length > 20) {
        isRenewed = true
        const { accessToken } = await fetchToken(node.url, ann.token)
        const { expiresAt } = await client.trpc.auth.renew.mutate({ accessToken })
        expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 500_000)
      }
      await sending
    }
    const heard = () => stream.events.flatMap((event) => (event.type === 'message' ? [event.message.content] : []))
    await vi.waitFor(() => expect(heard()).toEqual(texts), soon)
    // One hello: the stream never began anew.
    expect(stream.events.filter(({ type }) => type === 'hello')).toHaveLength(1)
    expect(client.ws.connection?.ws).toBe(opened)
    expect(closes).toEqual([])
  })

  it('is renewed by tokens of its own session alone, and an older one does not shorten it', async () => {
    const [ann, ben] = [await node.person('ann'), await node.person('ben')]
    const login = await call(node.url, 'auth.login', {
      input: { identifier: ann.user.username, password: ann.password },
    })
    const { token: other } = login.data as { token: string }
    const { accessToken } = await fetchToken(node.url, ann.token)
    const socket = await openRaw(node.url, { token: accessToken })
    const { result } = await renew(socket, accessToken)
    const wrong = [
      (await fetchToken(node.url, ben.token)).accessToken,
      (await fetchToken(node.url, other)).accessToken,
      await forge(accessToken, stolen, { claims: { exp: now() - 1 } }),
      ann.token,
      'nonsense',
    ]
    for (const each of wrong) expect((await renew(socket, each)).error?.data.reason).toBe('UNAUTHENTICATED')
    const older = await forge(accessToken, stolen, { claims: { exp: now() + 5 } })
    expect((await renew(socket, older)).result?.data).toEqual(result?.data)
    expect((await socket.ask('query', 'auth.me')).result).toBeDefined()
    socket.ws.close()
  })
})

it('a socket that a session opened is not renewed, and needs it not', async () => {
  const { token } = await node.person()
  const { accessToken } = await fetchToken(node.url, token)
  const client = node.connect(token)
  expect(await refusal(client.trpc.auth.renew.mutate({ accessToken }))).toMatchObject({ reason: 'INVALID_INPUT' })
})
