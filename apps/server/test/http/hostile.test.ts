import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { limits } from '@chime/protocol'
import { type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { httpLimits } from '../../src/http/limits.ts'

let web: Server
let node: OneNode
let token: string
let development: OneNode
/** Upgrades that the web app has and does not answer. */
const webSockets = new Set<Duplex>()

const short = {
  idleTimeoutMs: 500,
  answerTimeoutMs: 600,
  webUpgradeTimeoutMs: 300,
  webTimeoutMs: 400,
}
const usual = { ...httpLimits }

beforeAll(async () => {
  Object.assign(httpLimits, short, { proxiedPerAddressMax: 5 })
  web = createServer((req, res) => {
    if (req.url !== '/hangs') res.end('a page')
  })
  web.on('upgrade', (_req, socket) => {
    socket.on('error', () => {}).resume()
    socket.once('end', () => socket.destroy())
    webSockets.add(socket)
    socket.once('close', () => webSockets.delete(socket))
  })
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  const WEB_URL = `http://127.0.0.1:${(web.address() as AddressInfo).port}` // listening on TCP
  node = await oneNode({ WEB_URL, NODE_ENV: 'production' })
  development = await oneNode({ WEB_URL, NODE_ENV: 'development' })
  ;({ token } = await node.person())
  // Only now, because a busy machine may take longer to register somebody.
  httpLimits.bodyTimeoutMs = 300
})
afterAll(async () => {
  Object.assign(httpLimits, usual)
  await node.stop()
  await development.stop()
  web.closeAllConnections()
  web.close()
})

/** Sends a text and collects what comes back, until the server closes the connection. */
async function send(url: string, text: string): Promise<{ socket: Socket; ended: Promise<string> }> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  let answer = ''
  socket.on('error', () => {})
  socket.setEncoding('latin1').on('data', (data) => {
    answer += data
  })
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)))
  await once(socket, 'connect')
  socket.write(text)
  return { socket, ended }
}

const upgrade = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`

describe('an upgrade', () => {
  it.each(['/unknown', '/', '/_next/hmr', '/trpcs', '/files/x'])(
    'of %s is refused in production, and closed',
    async (path) => {
      const { ended } = await send(node.url, upgrade(path))
      expect(await ended).toMatch(/^HTTP\/1\.1 404 /)
      expect(webSockets.size).toBe(0)
    },
  )

  it('that the web app never answers ends on both sides, in development', async () => {
    const { ended } = await send(development.url, upgrade('/_next/hmr'))
    await vi.waitFor(() => expect(webSockets.size).toBe(1), soon)
    await ended
    await vi.waitFor(() => expect(webSockets.size).toBe(0), soon)
  })

  it('whose client goes away ends at the web app, in development', async () => {
    const { socket } = await send(development.url, upgrade('/_next/hmr'))
    await vi.waitFor(() => expect(webSockets.size).toBe(1), soon)
    socket.destroy()
    await vi.waitFor(() => expect(webSockets.size).toBe(0), soon)
  })
})

describe('a request that does not end', () => {
  it.each(['/trpc/auth.login', '/login', '/readyz'])('to %s is closed after seconds', async (path) => {
    const { ended } = await send(
      node.url,
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    )
    expect(await ended).toMatch(/^HTTP\/1\.1 \d{3} |^$/)
  })

  it('of an upload is closed when nothing comes', async () => {
    const { ended } = await send(
      node.url,
      'PUT /files/uploads/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx',
    )
    await ended
  })

  it('at the web app gets an answer, and both ends are free again', async () => {
    const { ended } = await send(node.url, 'GET /hangs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    expect(await ended).toMatch(/^HTTP\/1\.1 502 |^$/)
  })
})

it('one address has so many requests at the web app, and then room again', async () => {
  const hanging = await Promise.all(
    Array.from({ length: 5 }, () => send(node.url, 'GET /hangs HTTP/1.1\r\nHost: localhost\r\n\r\n')),
  )
  const statuses = await Promise.all([fetch(`${node.url}/`), fetch(`${node.url}/healthz`)])
  expect(statuses.map(({ status }) => status)).toEqual([503, 200])
  for (const { socket } of hanging) socket.destroy()
  await vi.waitFor(async () => expect((await fetch(`${node.url}/`)).status).toBe(200), soon)
})

it.each([
  'TRACE / HTTP/1.1\r\nHost: localhost',
  'GET / HTTP/1.1\r\nHost: a@b',
  'GET /c/%E0%A4%A HTTP/1.1\r\nHost: localhost',
  'GET /trpc/auth.me HTTP/1.1\r\nHost: a@b',
  'GET /trpc/%E0%A4%A HTTP/1.1\r\nHost: localhost',
  'GET /files/../metrics HTTP/1.1\r\nHost: localhost',
  'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example',
])('%j gets a 4xx with the usual headers', async (head) => {
  const { ended } = await send(node.url, `${head}\r\nConnection: close\r\n\r\n`)
  const answer = await ended
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(answer).toContain('X-Content-Type-Options: nosniff')
})

describe('a large body', () => {
  const size = limits.anonymousFrameBytesMax
  /** Calls a procedure that reads what it was sent before it asks who sent it. */
  const post = (token: string | null, bytes: number) =>
    fetch(`${node.url}/trpc/auth.login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ identifier: 'x'.repeat(bytes), password: 'x' }),
    }).then(({ status }) => status)

  it('is read from those who have signed in', async () => {
    // It was read, and is too long for a name.
    expect(await post(token, size)).toBe(400)
    expect(await post(token, limits.frameBytesMax)).toBe(413)
  })

  it.each([
    ['without a token', null],
    ['with an invented one', 'x'.repeat(43)],
  ])('%s is refused', async (_what, invented) => {
    expect(await post(invented, size)).toBe(413)
    expect(await post(invented, size / 2)).toBe(400)
  })
})

describe.runIf(process.platform === 'linux')('descriptors', () => {
  it('are free again after hundreds of refused upgrades', async () => {
    const count = async () => (await readdir('/proc/self/fd')).length
    const before = await count()
    const all = await Promise.all(Array.from({ length: 300 }, () => send(node.url, upgrade('/unknown'))))
    await Promise.all(all.map(({ ended }) => ended))
    await vi.waitFor(async () => expect(await count()).toBeLessThan(before + 20), soon)
  })
})
