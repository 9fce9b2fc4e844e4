import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocketServer, WebSocket as WsSocket } from 'ws'
import { PromptSocket } from './prompt-socket.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function setUp(Base: typeof WebSocket) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  ends.push(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listens on TCP
  const open = new Set<PromptSocket>()
  const socket = new PromptSocket(`ws://127.0.0.1:${port}`, Base, {
    opened: (each) => open.add(each),
    closed: (each) => open.delete(each),
  })
  const events: string[] = []
  for (const kind of ['open', 'message', 'error', 'close']) {
    socket.addEventListener(kind, (event) => events.push('data' in event ? `${kind} ${event.data}` : kind))
  }
  const [peer]: WsSocket[] = await once(server, 'connection')
  if (!peer) throw new Error('no connection')
  ends.push(() => peer.terminate())
  await vi.waitFor(() => expect(events).toEqual(['open']))
  return { socket, peer, events, open }
}

// The package's class has the events and methods of a browser's, typed apart.
const classes = [
  ['the runtime', globalThis.WebSocket],
  ['the package ws', WsSocket as unknown as typeof WebSocket],
] as const

test.each(classes)('the WebSocket of %s speaks through it', async (_, Base) => {
  const { socket, peer, events, open } = await setUp(Base)
  expect(open.has(socket)).toBe(true)
  peer.on('message', (data) => peer.send(`echo ${data}`))
  socket.send('hi')
  await vi.waitFor(() => expect(events).toContain('message echo hi'))
  peer.close(4401, 'over')
  await vi.waitFor(() => expect(events.at(-1)).toBe('close'))
  expect([socket.readyState, open.size]).toEqual([3, 0])
})

test.each(classes)(
  'on a dead link, the WebSocket of %s is closed at once, and says nothing afterwards',
  async (_, Base) => {
    const { socket, peer, events } = await setUp(Base)
    peer.pause()
    const startedAt = performance.now()
    socket.close()
    await vi.waitFor(() => expect(events.at(-1)).toBe('close'), { interval: 1 })
    expect(performance.now() - startedAt).toBeLessThan(200)
    peer.resume()
    peer.send('from the grave')
    await once(peer, 'close')
    expect(events).toEqual(['open', 'close'])
  },
)

test('a probe that nobody answers closes; one that is answered does not show', { timeout: 10_000 }, async () => {
  const { socket, peer, events } = await setUp(globalThis.WebSocket)
  peer.once('message', () => peer.send('PONG'))
  socket.probe()
  await once(peer, 'message')
  peer.send('after')
  await vi.waitFor(() => expect(events).toEqual(['open', 'message after']))
  const startedAt = performance.now()
  socket.probe()
  await vi.waitFor(() => expect(events.at(-1)).toBe('close'), { timeout: 5_000 })
  expect(performance.now() - startedAt).toBeGreaterThan(2_000)
})

test.each(classes)(
  'a server that cannot be reached is an error and a close, with the WebSocket of %s',
  async (_, Base) => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as AddressInfo // listens on TCP
    free.close()
    const events: string[] = []
    const socket = new PromptSocket(`ws://127.0.0.1:${port}`, Base, { opened() {}, closed() {} })
    for (const kind of ['open', 'error', 'close']) socket.addEventListener(kind, () => events.push(kind))
    await vi.waitFor(() => expect(events).toEqual(['error', 'close']))
  },
)
