import { revokeServerKey } from '@chime/api/server-key/revoke'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { call, openRaw } from '@chime/testing/raw-client'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { withDatabase } from '../../src/command/database.ts'
import { createKey, mint, minted } from '../server-key/fixture.ts'

// Hundreds of sign-ins, one after the other: they take long on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const partner = 'https://partner.example'

let node: OneNode
let key: string
let keyId: string
let admin: Person
/** The first user of the server is one of another application. */
let first: Awaited<ReturnType<typeof minted>>
beforeAll(async () => {
  node = await oneNode({ ALLOWED_ORIGINS: partner })
  ;({ key, id: keyId } = await createKey(node))
  first = await minted(node.url, key, { externalId: 'first' })
  admin = await node.person('admin')
})
afterAll(() => node.stop())

let serial = 0
const someId = () => `customer-${++serial}`
const session = (input: unknown) => minted(node.url, key, input)
const me = (token: string) =>
  call(node.url, 'auth.me', { method: 'GET', headers: { authorization: `Bearer ${token}` } })

describe('auth.mintSession', () => {
  it('creates the user of this external id, and finds them again', async () => {
    const externalId = someId()
    const { user, token } = await session({ externalId, username: 'ada', fullName: 'Ada Lovelace' })
    expect(user).toMatchObject({ externalId, username: 'ada', fullName: 'Ada Lovelace', email: null, role: 'user' })
    expect((await me(token)).data).toEqual(user)
    const again = await session({ externalId })
    expect(again.user).toMatchObject({ id: user.id, username: 'ada', fullName: 'Ada Lovelace' })
    expect(again.token).not.toBe(token)
    expect((await me(token)).status).toBe(200)
  })

  it('asked at once for one id makes one user, and for many ids of one name as many names', async () => {
    const externalId = someId()
    const same = await Promise.all(Array.from({ length: 20 }, () => session({ externalId, fullName: 'At Once' })))
    expect(new Set(same.map(({ user }) => user.id)).size).toBe(1)
    const others = Array.from({ length: 20 }, () => session({ externalId: someId(), fullName: 'Jo Smith' }))
    const names = (await Promise.all(others)).map(({ user }) => user.username)
    expect(new Set(names).size).toBe(20)
    for (const name of names) expect(name).toMatch(/^jo-smith(-\d+)?$/)
  })

  it('sets no cookie, and may not be cached', async () => {
    const { status, cookies, headers } = await mint(node.url, key, { externalId: someId() })
    expect([status, cookies, headers.get('cache-control')]).toEqual([200, [], 'no-store'])
  })

  it('makes sessions that end by logging out, and are named after the key', async () => {
    const { token } = await session({ externalId: someId() })
    const { trpc } = node.connect(token)
    expect(await trpc.auth.sessions.query()).toMatchObject([{ userAgent: 'shop', address: null, current: true }])
    await trpc.auth.logout.mutate()
    expect((await me(token)).status).toBe(401)
  })

  it('keeps the newest hundred sessions of a user, and closes the sockets of older ones', async () => {
    const externalId = someId()
    const { token, user } = await session({ externalId })
    const socket = await openRaw(node.url, { token })
    await socket.ask('query', 'auth.me')
    await node.sql(`update sessions set last_used_at = now() - interval '1 hour' where user_id = $1`, user.id)
    for (let i = 0; i < 99; i++) await session({ externalId })
    expect((await me(token)).status).toBe(200)
    await node.sql(
      `update sessions set last_used_at = now() - interval '1 hour' where id =
      (select id from sessions where user_id = $1 order by created_at limit 1)`,
      user.id,
    )
    await session({ externalId })
    expect(await socket.closed).toBe(4401)
    expect((await me(token)).status).toBe(401)
    const [count] = await node.sql<{ n: number }>('select count(*)::int n from sessions where user_id = $1', user.id)
    expect(count?.n).toBe(100)
  })
})

describe('the profile of an external user', () => {
  it('follows what the application says, and the others see it', async () => {
    const externalId = someId()
    const { user, token } = await session({ externalId, fullName: 'Before' })
    const [own, other] = [node.connect(token), await node.person()]
    const channelId = await groupOf(other, { ...own, user, token, password: '' })
    const [mine, theirs] = [follow(own), follow(other, [channelId])]
    await Promise.all([mine.hello, theirs.hello])
    const { user: after } = await session({ externalId, fullName: 'After' })
    expect(after).toMatchObject({ id: user.id, fullName: 'After' })
    await vi.waitFor(() => {
      expect(mine.events).toContainEqual(
        expect.objectContaining({ type: 'me', user: expect.objectContaining({ fullName: 'After' }) }),
      )
      expect(theirs.events).toContainEqual(
        expect.objectContaining({ type: 'user', user: expect.objectContaining({ id: user.id, fullName: 'After' }) }),
      )
    }, soon)
    expect((await session({ externalId, fullName: null })).user.fullName).toBeNull()
  })

  it('that is the same causes no event and no revision', async () => {
    const externalId = someId()
    const profile = { externalId, username: 'same.person', fullName: 'Same Person' }
    const { user } = await session(profile)
    const { user: again } = await session(profile)
    expect(again.revision).toBe(user.revision)
  })

  it('gets the wished username with a number where somebody else has it, and keeps that', async () => {
    await session({ externalId: someId(), username: 'wished' })
    const externalId = someId()
    const { user } = await session({ externalId, username: 'wished' })
    expect(user.username).toBe('wished-2')
    expect((await session({ externalId, username: 'wished' })).user.username).toBe('wished-2')
    expect((await session({ externalId, username: 'another' })).user.username).toBe('another')
    expect((await session({ externalId, username: admin.user.username })).user.username).toBe(
      `${admin.user.username}-2`,
    )
  })
})

describe('an external user', () => {
  it('is no admin for having come first; whoever registers first is', () => {
    expect(first.user.role).toBe('user')
    expect(admin.user.role).toBe('admin')
  })

  it('never takes over an account that was registered', async () => {
    const { username, email } = admin.user
    for (const externalId of [admin.user.id, username, email]) {
      const { user } = await session({ externalId, username })
      expect(user.id).not.toBe(admin.user.id)
      expect(user).toMatchObject({ role: 'user', email: null })
    }
  })

  it('cannot log in with a password, which is refused like a wrong one', async () => {
    const { user } = await session({ externalId: someId() })
    for (const password of ['', 'null', 'a horse, a battery and a staple']) {
      const { error } = await call(node.url, 'auth.login', {
        input: { identifier: user.username, password: password || 'x' },
      })
      expect(error?.data.reason).toBe('WRONG_CREDENTIALS')
    }
  })

  it('who is suspended gets no session, and afterwards does again', async () => {
    const externalId = someId()
    const { user, token } = await session({ externalId })
    await admin.trpc.admin.suspend.mutate({ userId: user.id })
    const { status, error } = await mint(node.url, key, { externalId, fullName: 'New Name' })
    expect([status, error?.data.reason, error?.message]).toEqual([403, 'FORBIDDEN', 'This account is suspended'])
    expect((await me(token)).status).toBe(401)
    await admin.trpc.admin.unsuspend.mutate({ userId: user.id })
    expect((await session({ externalId })).user.id).toBe(user.id)
  })
})

describe('a server key', () => {
  it('is at rest as a hash only', async () => {
    const rows = await node.sql<Record<string, unknown>>('select * from server_keys where id = $1', keyId)
    expect(JSON.stringify(rows)).not.toContain(key)
    expect(rows[0]?.key_hash).toMatch(/^[0-9a-f]{64}$/)
    for (const stolen of [String(rows[0]?.key_hash), `ck_${String(rows[0]?.key_hash).slice(0, 43)}`, keyId]) {
      expect((await mint(node.url, stolen, { externalId: someId() })).status).toBe(401)
    }
  })

  it.each([
    ['origin', partner],
    ['origin', 'own'],
    ['cookie', 'theme=dark'],
    ['sec-fetch-site', 'same-origin'],
    ['sec-fetch-dest', 'empty'],
  ])('is refused in a request with the header %s (%s), which says why', async (header, value) => {
    const sent = { [header]: value === 'own' ? node.url : value }
    const { status, error } = await mint(node.url, key, { externalId: someId() }, sent)
    expect([status, error?.data.reason]).toEqual([403, 'FORBIDDEN'])
    expect(error?.message).toContain(header)
  })

  it('is not taken over a WebSocket, nor instead of a session', async () => {
    const socket = await openRaw(node.url, { token: first.token })
    const reply = await socket.ask('mutation', 'auth.mintSession', { externalId: someId() })
    expect(reply.error?.data.reason).toBe('INVALID_INPUT')
    expect((await me(key)).status).toBe(401)
    expect(
      (await fetch(`${node.url}/files/${crypto.randomUUID()}`, { headers: { authorization: `Bearer ${key}` } })).status,
    ).toBe(401)
    expect((await refusal(node.connect(key).trpc.channels.list.query())).reason).toBe('UNAUTHENTICATED')
  })

  it('that is missing, and a token in its place, are refused with a text that says what is wrong', async () => {
    const attempts: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${admin.token}` },
      { authorization: `Bearer ck_${'a'.repeat(43)}` },
    ]
    for (const headers of attempts) {
      const { status, error } = await call(node.url, 'auth.mintSession', { input: { externalId: 'x' }, headers })
      expect([status, error?.data.reason]).toEqual([401, 'UNAUTHENTICATED'])
      expect(error?.message).toContain('server key')
    }
  })

  it('notes when it was used, and not at every call', async () => {
    const used = async () => {
      const [row] = await node.sql<{ at: Date }>('select last_used_at at from server_keys where id = $1', keyId)
      return row?.at.getTime() ?? 0
    }
    await session({ externalId: someId() })
    const before = await used()
    expect(before).toBeGreaterThan(Date.now() - 120_000)
    await session({ externalId: someId() })
    expect(await used()).toBe(before)
  })
})

describe('on two nodes with rate limits', () => {
  let nodes: TwoNodes
  beforeAll(async () => {
    nodes = await twoNodes()
  })
  afterAll(() => nodes.stop())

  it('a key mints a hundred sessions at once; revoked, it is refused on every node', async () => {
    const { key: another, id } = await createKey(nodes)
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        mint(i % 2 ? nodes.one : nodes.two, another, { externalId: `many-${i % 50}` }),
      ),
    )
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    await withDatabase({ databaseUrl: nodes.databaseUrl, dataDir: '' }, (db) => revokeServerKey(db.drizzle, id))
    for (const url of [nodes.one, nodes.two]) {
      expect((await mint(url, another, { externalId: 'many-1' })).error?.data.reason).toBe('UNAUTHENTICATED')
    }
  })

  it('wrong keys from one address are soon refused for their number, and right ones are not', async () => {
    const { key: right } = await createKey(nodes)
    const wrong = await Promise.all(
      Array.from({ length: 40 }, () => mint(nodes.one, `ck_${'x'.repeat(43)}`, { externalId: 'x' })),
    )
    const limited = wrong.filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThan(0)
    expect(limited[0]?.error?.data).toMatchObject({ reason: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
    expect((await mint(nodes.one, right, { externalId: 'x' })).status).toBe(200)
  })
})
