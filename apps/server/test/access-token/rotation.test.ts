import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestNode } from '@chime/testing/node'
import { soon } from '@chime/testing/one-node'
import { createTestDatabase } from '@chime/testing/postgres'
import { call, openRaw } from '@chime/testing/raw-client'
import { register } from '@chime/testing/stock-client'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { decodeProtectedHeader } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from '../../src/server-key/run.ts'
import { bearer, fetchToken, me, query } from './fixture.ts'

const kidOf = (token: string) => decodeProtectedHeader(token).kid
const published = async (url: string) => {
  const response = await fetch(`${url}/.well-known/jwks.json`)
  return ((await response.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
}

describe('with two nodes', () => {
  let nodes: TwoNodes
  beforeAll(async () => {
    nodes = await twoNodes({ RATE_LIMITS: 'off' })
  })
  afterAll(() => nodes.stop())

  it('every node takes what any node signs, and both sign with one key', async () => {
    const { user, token } = await nodes.person(nodes.one)
    const [one, two] = [await fetchToken(nodes.one, token), await fetchToken(nodes.two, token)]
    expect(kidOf(one.accessToken)).toBe(kidOf(two.accessToken))
    for (const url of [nodes.one, nodes.two]) {
      for (const { accessToken } of [one, two]) expect((await me(url, accessToken)).data).toMatchObject({ id: user.id })
    }
    expect(await published(nodes.one)).toEqual(await published(nodes.two))
  })

  it.each(['up', 'down'])(
    'a session that ends on one ends its access tokens on both within 2 s, Redis %s',
    async (redis) => {
      const person = await nodes.person(nodes.one)
      const { token, accessToken } = await fetchToken(nodes.one, person.token)
      const sockets = await Promise.all([nodes.one, nodes.two].map((url) => openRaw(url, { token: accessToken })))
      for (const socket of sockets) expect((await socket.ask('query', 'auth.me')).result).toBeDefined()
      if (redis === 'down') await nodes.redis.kill()
      const before = Date.now()
      expect((await call(nodes.one, 'auth.logout', { headers: bearer(token) })).status).toBe(200)
      for (const url of [nodes.one, nodes.two]) expect((await me(url, accessToken)).status).toBe(401)
      expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([4401, 4401])
      expect(Date.now() - before).toBeLessThan(2_500)
    },
  )
})

describe('keys', () => {
  const stops: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  })

  async function place() {
    const database = await createTestDatabase()
    const dataDir = await mkdtemp(join(tmpdir(), 'chime-secret-'))
    stops.push(database.drop, () => rm(dataDir, { recursive: true, force: true }))
    const start = async (environment: Record<string, string> = {}) => {
      const node = await startTestNode({ DATABASE_URL: database.url, DATA_DIR: dataDir, ...environment })
      stops.push(() => node.stop())
      return node
    }
    const sql = <Row extends object>(text: string) => query<Row>(database.url, text)
    return { database, dataDir, start, sql, token: async (url: string) => (await register(url, 'person')).token }
  }
  /** Lets this time pass for the keys. */
  const pass = (sql: (text: string) => Promise<unknown>, interval: string) =>
    sql(`update signing_keys set signs_from = signs_from - interval '${interval}',
         signs_until = signs_until - interval '${interval}'`)

  it('are rotated without a restart: published before they sign, and until their last token has expired', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'], shouldAdvanceTime: false })
    const { database, dataDir, start, sql, token } = await place()
    const { url } = await start()
    // It shares the database and the folder, and so the secret.
    const other = await start()
    const session = await token(url)
    const first = await fetchToken(url, session)
    const old = kidOf(first.accessToken)
    expect(await published(url)).toEqual([old])

    await run({ verb: 'rotate', atOnce: false }, { databaseUrl: database.url, dataDir, auditKey: null })
    // Both look at the same time, and one of them makes the next key.
    await vi.advanceTimersByTimeAsync(60_000)
    await vi.waitFor(async () => expect(await sql('select id from signing_keys')).toHaveLength(2), soon)
    const rows = await sql<{ id: string; ahead: string }>(
      'select id, extract(epoch from signs_from - now()) as ahead from signing_keys order by signs_from',
    )
    expect(rows[0]?.id).toBe(old)
    const next = rows[1]?.id
    // Longer than caches keep the set.
    expect(Number(rows[1]?.ahead)).toBeGreaterThan(600)
    await vi.advanceTimersByTimeAsync(60_000)
    for (const node of [url, other.url]) {
      await vi.waitFor(async () => expect((await published(node)).sort()).toEqual([old, next].sort()), soon)
      expect(kidOf((await fetchToken(node, first.token)).accessToken)).toBe(old)
    }

    await pass(sql, '13 minutes')
    await vi.advanceTimersByTimeAsync(60_000)
    for (const node of [url, other.url]) {
      await vi.waitFor(async () => {
        const { accessToken } = await fetchToken(node, first.token)
        expect(kidOf(accessToken)).toBe(next)
        expect((await me(other.url, accessToken)).status).toBe(200)
      }, soon)
    }
    // What the old key signed may still be valid.
    expect((await me(other.url, first.accessToken)).status).toBe(200)
    expect(await published(url)).toContain(old)

    await pass(sql, '11 minutes')
    await vi.advanceTimersByTimeAsync(60_000)
    await vi.waitFor(async () => expect(await published(url)).toEqual([next]), soon)
    vi.useRealTimers()
  })

  it('that leaked are refused at once, and new ones sign', async () => {
    const { database, dataDir, start, token } = await place()
    const { url } = await start()
    const session = await token(url)
    const leaked = await fetchToken(url, session)
    expect((await me(url, leaked.accessToken)).status).toBe(200)
    await run({ verb: 'rotate', atOnce: true }, { databaseUrl: database.url, dataDir, auditKey: null })
    const { url: other } = await start()
    const fresh = await fetchToken(other, leaked.token)
    expect(kidOf(fresh.accessToken)).not.toBe(kidOf(leaked.accessToken))
    expect((await me(other, leaked.accessToken)).status).toBe(401)
    // The first node had never heard of this key.
    expect((await me(url, fresh.accessToken)).status).toBe(200)
  })

  it('of nodes with different secrets are taken by each other', async () => {
    const { start, token } = await place()
    const [one, two] = [
      await start({ SIGNING_SECRET: 'a'.repeat(32) }),
      await start({ SIGNING_SECRET: 'b'.repeat(32) }),
    ]
    const session = await token(one.url)
    const [mine, theirs] = [await fetchToken(one.url, session), await fetchToken(two.url, session)]
    expect(kidOf(mine.accessToken)).not.toBe(kidOf(theirs.accessToken))
    for (const { url } of [one, two]) {
      for (const { accessToken } of [mine, theirs]) expect((await me(url, accessToken)).status).toBe(200)
    }
  })

  it('survive a restart, by a secret that only the owner of the folder reads', async () => {
    const { dataDir, start, token } = await place()
    const node = await start()
    const before = await fetchToken(node.url, await token(node.url))
    await node.stop()
    const file = join(dataDir, 'signing-secret')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await readFile(file, 'utf8')).length).toBeGreaterThanOrEqual(43)
    const { url } = await start()
    expect((await me(url, before.accessToken)).status).toBe(200)
    const after = await fetchToken(url, before.token)
    expect(kidOf(after.accessToken)).toBe(kidOf(before.accessToken))
  })
})
