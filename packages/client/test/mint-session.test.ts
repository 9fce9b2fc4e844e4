import { createTestDatabase } from '@chime/testing/postgres'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { createServerKey } from '@chime/testing/process/server-key'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createChime } from '../src/create-chime.ts'
import { failureOf } from '../src/failure.ts'
import { mintSession } from '../src/mint-session.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let server: ChimeServer
let key: string
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startChimeServer({ DATABASE_URL: database.url })
  key = await createServerKey(database.url)
}, 120_000)
afterEach(() => vi.unstubAllGlobals())
afterAll(async () => {
  await server?.close()
  await database?.drop()
})

const refused = (minting: Promise<unknown>) =>
  minting.then(
    () => null,
    (error: unknown) => failureOf(error).reason,
  )

describe('mintSession', () => {
  it('signs a user of another application in, whose client then connects', async () => {
    const { user, token } = await mintSession(`${server.url}/`, key, { externalId: '7', fullName: 'Seven' })
    expect(user).toMatchObject({ externalId: '7', fullName: 'Seven' })
    const chime = createChime({ url: server.url, token })
    chime.connect()
    await chime.ready()
    expect(chime.me.get()).toEqual(user)
    chime.close()
  })

  it('says why it is refused', async () => {
    expect(await refused(mintSession(server.url, `${key.slice(0, -1)}_`, { externalId: '7' }))).toBe('UNAUTHENTICATED')
    expect(await refused(mintSession(server.url, key, { externalId: '' }))).toBe('INVALID_INPUT')
  })

  it('asks nothing in a browser', async () => {
    vi.stubGlobal('document', {})
    const fetch = vi.fn()
    vi.stubGlobal('fetch', fetch)
    await expect(mintSession(server.url, key, { externalId: '7' })).rejects.toThrow('for servers')
    expect(fetch).not.toHaveBeenCalled()
  })
})
