import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { startProxy, type TcpProxy } from '@chime/testing/tcp-proxy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

let web: Server
let link: TcpProxy
let node: OneNode
let alone: OneNode

/** Stands in for the web app, and answers with what it was sent. */
async function startWeb(): Promise<Server> {
  const server = createServer(async (req, res) => {
    if (req.url === '/hangs') return
    const { method, url, headers } = req
    res.writeHead(url === '/missing' ? 404 : 200, { 'content-type': 'application/json', 'x-from': 'web' })
    res.end(JSON.stringify({ method, url, headers, body: await text(req) }))
  })
  const wss = new WebSocketServer({ server })
  wss.on('connection', (ws, req: IncomingMessage) => ws.on('message', (data) => ws.send(`${req.url} ${data}`)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

beforeAll(async () => {
  web = await startWeb()
  const { port } = web.address() as AddressInfo // listening on TCP
  link = await startProxy(`http://127.0.0.1:${port}`)
  node = await oneNode({ WEB_URL: link.url })
  alone = await oneNode()
})
afterAll(async () => {
  await node.stop()
  await alone.stop()
  link.close()
  web.close()
})

describe('the front door', () => {
  it('answers health itself', async () => {
    for (const { url } of [node, alone]) {
      const [health, ready] = [await fetch(`${url}/healthz`), await fetch(`${url}/readyz`)]
      expect([health.status, await health.text()]).toEqual([200, 'ok\n'])
      expect([ready.status, await ready.text()]).toEqual([200, 'ready\n'])
    }
  })

  it('never asks on a connection that the web app may be about to close', async () => {
    // Says that it keeps connections, and closes each one when it is used again.
    const moody = createServer((req, res) => {
      if (seen.has(req.socket)) return void req.socket.destroy()
      seen.add(req.socket)
      res.end('a script')
    })
    const seen = new WeakSet<Socket>()
    moody.listen(0, '127.0.0.1')
    await once(moody, 'listening')
    const { port } = moody.address() as AddressInfo // listening on TCP
    const server = await oneNode({ WEB_URL: `http://127.0.0.1:${port}` })
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await fetch(`${server.url}/script.js`)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200])
    await server.stop()
    moody.close()
  })

  it('passes everything else to the web app, as it came, with the address of the client', async () => {
    const response = await fetch(`${node.url}/c/42?a=b%20c&d`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', cookie: 'chime_session=mine' },
      body: 'hello',
    })
    expect(response.headers.get('x-from')).toBe('web')
    const { headers, ...rest } = (await response.json()) as { headers: Record<string, string> }
    expect(rest).toEqual({ method: 'POST', url: '/c/42?a=b%20c&d', body: 'hello' })
    expect(headers).toMatchObject({ cookie: 'chime_session=mine', 'x-forwarded-for': '127.0.0.1' })
    for (const path of ['/', '/trpcs', '/healthz/more', '//trpc/x', '/TRPC/auth.me', '/%74rpc/auth.me']) {
      expect((await fetch(`${node.url}${path}`)).headers.get('x-from'), path).toBe('web')
    }
    expect((await fetch(`${node.url}/missing`)).status).toBe(404)
    for (const path of ['/trpc', '/trpc/', '/trpc/auth.me', '/trpc?x']) {
      expect((await fetch(`${node.url}${path}`)).headers.get('x-from'), path).toBeNull()
    }
  })

  it('passes sockets of the web app through, for hot reload', async () => {
    const ws = new WebSocket(`${node.url.replace('http', 'ws')}/_next/hmr?x=1`)
    await once(ws, 'open')
    ws.send('hello')
    const [answer] = await once(ws, 'message')
    expect(String(answer)).toBe('/_next/hmr?x=1 hello')
    ws.terminate()
  })

  it('tells people to wait while the web app is away, and goes on when it is back', async () => {
    link.down()
    const away = await fetch(`${node.url}/`)
    expect(away.status).toBe(502)
    expect(await away.text()).toContain('http-equiv="refresh"')
    await expect(openRaw(node.url, { path: '/_next/hmr' })).rejects.toThrow()
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200)
    link.mend()
    expect((await fetch(`${node.url}/`)).status).toBe(200)
  })

  it('survives a browser and a web app that go away in the middle', async () => {
    const abort = new AbortController()
    const hanging = fetch(`${node.url}/hangs`, { signal: abort.signal })
    const ws = new WebSocket(`${node.url.replace('http', 'ws')}/_next/hmr`)
    await once(ws, 'open')
    abort.abort()
    await expect(hanging).rejects.toThrow()
    const cut = fetch(`${node.url}/hangs`).then(({ status }) => status)
    const closed = once(ws, 'close')
    // The hanging request was sent before this page, so it has reached the web app when the page is answered.
    await fetch(`${node.url}/`)
    link.cut()
    expect(await cut).toBe(502)
    await closed
    expect((await fetch(`${node.url}/`)).status).toBe(200)
  })

  it('without a web app says so', async () => {
    const response = await fetch(`${alone.url}/`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('WEB_URL')
  })
})
