import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOutbound } from '@chime/outbound'
import { follow, type Person } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKey, minted } from '../server-key/fixture.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Where the application has its pictures. */
let pictures: Server
let port: number
let requested: string[] = []
let isBroken = false
let folder: string
let node: OneNode
let key: string
let admin: Person

beforeAll(async () => {
  const picture = (background: string) =>
    sharp({ create: { width: 500, height: 300, channels: 3, background } })
      .png()
      .toBuffer()
  const [green, red] = [await picture('#0a0'), await picture('#a00')]
  pictures = createServer((req, res) => {
    const path = req.url ?? ''
    requested.push(path)
    if (path === '/slow.png') return
    if (isBroken || path === '/missing.png') return void res.writeHead(500).end()
    if (path === '/inside.png') return void res.writeHead(302, { location: `http://127.0.0.2:${port}/green.png` }).end()
    if (path === '/large.png') return void res.setHeader('content-type', 'image/png').end(Buffer.alloc(6 * 1024 * 1024))
    if (path === '/page.html') return void res.setHeader('content-type', 'text/html').end('<p>no picture')
    if (path === '/broken.png') return void res.setHeader('content-type', 'image/png').end('no picture')
    res.setHeader('content-type', 'image/png').end(path.startsWith('/red') ? red : green)
  })
  // On every address of this machine, so that requests that must not be made would succeed.
  await new Promise<void>((resolve) => pictures.listen(0, '::', resolve))
  port = (pictures.address() as AddressInfo).port // listening on TCP
  folder = await mkdtemp(join(tmpdir(), 'chime-avatars-'))
  const except = (address: string, at: number) => address === '127.0.0.1' && at === port
  node = await oneNode({ DATA_DIR: folder }, { outbound: createOutbound({ userAgent: 'Test/1', except }) })
  key = (await createKey(node)).key
  admin = await node.person()
})
beforeEach(() => {
  requested = []
  isBroken = false
})
afterAll(async () => {
  await node?.stop()
  pictures?.closeAllConnections()
  pictures?.close()
  await rm(folder, { recursive: true, force: true })
})

const patient = { timeout: 30_000, interval: 20 }
let serial = 0
const someId = () => `customer-${++serial}`
const at = (path: string) => `http://127.0.0.1:${port}${path}`
const session = (input: object) => minted(node.url, key, input)
const profile = async (id: string) => (await admin.trpc.users.get.query({ ids: [id] }))[0]
const avatarOf = async (id: string) => (await profile(id))?.avatarUrl ?? null
const bytesOf = async (path: string | null) => {
  const response = await fetch(`${node.url}${path}`, { headers: { authorization: `Bearer ${admin.token}` } })
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}
const noneWanted = async (id: string) => {
  const [row] = await node.sql<{ source: string | null }>('select avatar_source source from users where id = $1', id)
  expect(row?.source).toBeNull()
}

/** Signs a user in with a picture, and waits until they have it. */
async function withPicture(path = '/green.png') {
  const externalId = someId()
  const { user, token } = await session({ externalId, avatarUrl: at(path) })
  await vi.waitFor(async () => expect(await avatarOf(user.id)).toMatch(/^\/files\//), patient)
  return { externalId, id: user.id, token, avatar: await avatarOf(user.id) }
}

describe('the picture of an external user', () => {
  it('is fetched after the answer, kept as a profile picture, and told', async () => {
    const { user, token } = await session({ externalId: someId() })
    const own = follow(node.connect(token))
    await own.hello
    const { user: answered } = await session({ externalId: user.externalId, avatarUrl: at('/green.png') })
    expect(answered.avatarUrl).toBeNull()
    const changed = expect.objectContaining({ avatarUrl: expect.stringMatching(/^\/files\/[\w-]{36}$/) })
    await vi.waitFor(
      () => expect(own.events).toContainEqual(expect.objectContaining({ type: 'me', user: changed })),
      patient,
    )
    const { bytes } = await bytesOf(await avatarOf(user.id))
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 })
  })

  it('is not fetched again from the same address, and replaced by that of another', async () => {
    const { externalId, id, avatar } = await withPicture()
    await session({ externalId, avatarUrl: at('/green.png') })
    await session({ externalId })
    const last = await withPicture('/red.png')
    expect(requested).toEqual(['/green.png', '/red.png'])
    expect(await avatarOf(id)).toBe(avatar)
    await session({ externalId, avatarUrl: at('/red.png') })
    await vi.waitFor(async () => expect(await avatarOf(id)).not.toBe(avatar), patient)
    expect((await bytesOf(await avatarOf(id))).bytes).toEqual((await bytesOf(last.avatar)).bytes)
    expect((await bytesOf(avatar)).status).toBe(404)
  })

  it('goes with null, and the file with it', async () => {
    const { externalId, id, avatar } = await withPicture()
    expect((await session({ externalId, avatarUrl: null })).user.avatarUrl).toBeNull()
    expect(await avatarOf(id)).toBeNull()
    expect((await bytesOf(avatar)).status).toBe(404)
    await session({ externalId, avatarUrl: at('/green.png') })
    await vi.waitFor(async () => expect(await avatarOf(id)).not.toBeNull(), patient)
  })

  it.each(['/missing.png', '/inside.png', '/large.png', '/page.html', '/broken.png'])(
    'that cannot be had (%s) keeps nobody out, and leaves the former picture',
    async (path) => {
      const { externalId, id, avatar } = await withPicture()
      expect((await session({ externalId, avatarUrl: at(path) })).token).toMatch(/^[\w-]{43}$/)
      await vi.waitFor(() => noneWanted(id), patient)
      expect(await avatarOf(id)).toBe(avatar)
      expect(requested).toEqual(['/green.png', path])
    },
  )

  it('is tried again at the next sign-in', async () => {
    isBroken = true
    const input = { externalId: someId(), avatarUrl: at('/green.png') }
    const { user } = await session(input)
    await vi.waitFor(() => noneWanted(user.id), patient)
    isBroken = false
    await session(input)
    await vi.waitFor(async () => expect(await avatarOf(user.id)).not.toBeNull(), patient)
  })

  it('that does not come keeps no session waiting', async () => {
    const { token } = await session({ externalId: someId(), avatarUrl: at('/slow.png') })
    await vi.waitFor(() => expect(requested).toEqual(['/slow.png']), patient)
    expect(token).toMatch(/^[\w-]{43}$/)
  })

  it.each(['http://10.0.0.1/a.png', 'http://169.254.169.254/a.png', 'http://localhost/a.png', 'http://[::1]/a.png'])(
    'is not fetched from the inside of a network (%s)',
    async (avatarUrl) => {
      const { user } = await session({ externalId: someId(), avatarUrl })
      await vi.waitFor(() => noneWanted(user.id), patient)
      expect(await avatarOf(user.id)).toBeNull()
    },
  )

  it('that the user chose themselves stays while the application names the same one', async () => {
    const { externalId, id, token } = await withPicture()
    const { trpc } = node.connect(token)
    await trpc.users.update.mutate({ avatarId: null, fullName: 'Their Own' })
    await session({ externalId, avatarUrl: at('/green.png') })
    await withPicture('/red.png')
    expect(await avatarOf(id)).toBeNull()
  })
})
