import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocketServer, WebSocket as WsSocket } from 'ws'
import { PromptSocket } from '../../src/connection/prompt-socket.ts'
import type { WebSocketClass } from '../../src/connection/web-socket.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function setUp(Base: WebSocketClass) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  ends.push(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listens on TCP
  const events: string[] = []
  const socket = new PromptSocket(`ws://127.0.0.1:${port}`, (url) => new Base(url), {
    opened: () => events.push('open'),
    message: (text) => events.push(`message ${text}`),
    closed: ({ code }) => events.push(`close ${code}`),
  })
  const [peer]: WsSocket[] = await once(server, 'connection')
  if (!peer) throw new Error('no connection')
  ends.push(() => peer.terminate())
  await vi.waitFor(() => expect(events).toEqual(['open']))
  return { socket, peer, events }
}

const classes = [
  ['the runtime', globalThis.WebSocket],
  ['the package ws', WsSocket],
] as const

test.each(classes)('the WebSocket of %s speaks through it', async (_, Base) => {
  const { socket, peer, events } = await setUp(Base)
  expect(socket.isOpen).toBe(true)
  peer.on('message', (data) => peer.send(`echo ${data}`))
  socket.send('hi')
  await vi.waitFor(() => expect(events).toContain('message echo hi'))
  peer.close(4401, 'over')
  await vi.waitFor(() => expect(events.at(-1)).toBe('close 4401'))
  expect(socket.isOpen).toBe(false)
})

test.each(classes)(
  'on a dead link, the WebSocket of %s is closed at once, and says nothing afterwards',
  async (_, Base) => {
    const { socket, peer, events } = await setUp(Base)
    peer.pause()
    const startedAt = performance.now()
    socket.close()
    await vi.waitFor(() => expect(events.at(-1)).toBe('close 1006'), { interval: 1 })
    expect(performance.now() - startedAt).toBeLessThan(200)
    peer.resume()
    peer.send('from the grave')
    await once(peer, 'close')
    expect(events).toEqual(['open', 'close 1006'])
  },
)

test('a ping that nobody answers closes; one that is answered does not show', { timeout: 10_000 }, async () => {
  const { socket, peer, events } = await setUp(globalThis.WebSocket)
  peer.once('message', () => {
    peer.send('before')
    peer.send('PONG')
  })
  await new Promise<void>((answered) => socket.ping(answered))
  expect(events).toEqual(['open', 'message before'])
  const startedAt = performance.now()
  socket.ping()
  await vi.waitFor(() => expect(events.at(-1)).toBe('close 1006'), { timeout: 5_000 })
  expect(performance.now() - startedAt).toBeGreaterThan(2_000)
})

test('whatever arrives shows that the link works, and a ping of the server is answered', {
  timeout: 10_000,
}, async () => {
  const { socket, peer, events } = await setUp(globalThis.WebSocket)
  const heard: string[] = []
  peer.on('message', (data) => heard.push(String(data)))
  socket.ping()
  peer.send('PING')
  await vi.waitFor(() => expect(heard).toEqual(['PING', 'PONG']))
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  expect(events).toEqual(['open'])
})

test.each(classes)('a server that cannot be reached is a close, with the WebSocket of %s', async (_, Base) => {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address() as AddressInfo // listens on TCP
  free.close()
  const events: string[] = []
  new PromptSocket(`ws://127.0.0.1:${port}`, (url) => new Base(url), {
    opened: () => events.push('open'),
    message: (text) => events.push(`message ${text}`),
    closed: ({ code }) => events.push(`close ${code}`),
  })
  await vi.waitFor(() => expect(events).toEqual(['close 1006']))
})
