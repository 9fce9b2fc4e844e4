import { connect as connectTcp } from 'node:net'
import type { Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { openRaw, type RawSocket } from '@chime/testing/raw-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
  channelId = await groupOf(ann)
})
afterAll(() => node.stop())

const expectAlive = async (socket: RawSocket) => {
  expect((await socket.ask('query', 'auth.me')).result?.data).toMatchObject({ id: ann.user.id })
}
const query = (path: unknown, input?: unknown, more: object = {}) => ({
  id: 'garbage',
  method: 'query',
  params: { path, input },
  ...more,
})
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

const frames: (string | Buffer)[] = [
  '',
  '{',
  'null',
  '0',
  '"text"',
  '[]',
  '[[]]',
  '[null,1,"x"]',
  '{}',
  '{"id":null}',
  'PING',
  'PONG',
  '\u0000',
  deep(50_000),
  `{"id":1,"method":"query","params":${deep(50_000)}}`,
  Buffer.from([0xff, 0xfe, 0x00]),
  Buffer.from('{"id":1}'),
  Buffer.alloc(0),
  ...[
    query('auth.me', null, { id: null }),
    query('auth.me', null, { id: {} }),
    query('auth.me', null, { id: -1e308 }),
    query('auth.me', null, { jsonrpc: '3.0' }),
    query('auth.me', null, { method: '__proto__' }),
    query('auth.me', null, { method: 'subscription' }),
    query('auth.me', null, { method: 'subscription.stop' }),
    query('auth.me', null, { params: null }),
    query('auth.me', { any: 'thing' }),
    query(['auth', 'me']),
    query(''),
    query('.'),
    query('__proto__'),
    query('constructor'),
    query('auth.__proto__'),
    query('channels.constructor.name'),
    query('toString.call'),
    query('no.such.procedure'),
    query('messages.send', {}),
    query('x'.repeat(10_000)),
    query('channels.get', null),
    query('channels.get', []),
    query('channels.get', { channelId: { toString: 'x' } }),
    query('users.get', { ids: { length: 1e9 } }),
    query('users.search', { query: '('.repeat(100) }),
    query('auth.me', null, { params: { path: 'auth.me', lastEventId: 7 } }),
  ].map((frame) => JSON.stringify(frame)),
  '{"id":1,"method":"query","params":{"path":"channels.get","input":{"__proto__":{"channelId":"x"}}}}',
  '{"__proto__":{"polluted":true},"id":1,"method":"query","params":{"path":"auth.me"}}',
  '{"id":"__proto__","method":"query","params":{"path":"auth.me"}}',
  '{"id":"__proto__","method":"subscription","params":{"path":"events.subscribe"}}',
  '{"id":"__proto__","method":"subscription.stop"}',
  '{"id":1,"method":"mutation","params":{"path":"users.update","input":{"constructor":{"prototype":{"polluted":true}}}}}',
]

describe('the server stays up and answers', () => {
  it('after a thousand frames of garbage on a socket with credentials', async () => {
    const socket = await openRaw(node.url, ann)
    for (let i = 0; i < 1_000; i++) {
      const frame = frames[i % frames.length] ?? ''
      socket.ws.send(frame, { binary: Buffer.isBuffer(frame) })
    }
    await expectAlive(socket)
    expect(Object.prototype).not.toHaveProperty('polluted')
    for (const { error } of socket.replies) {
      // The refusal has a reason: the server had expected such input.
      if (error) expect(error.data.reason ?? error.message).toMatch(/^(INVALID_INPUT|NOT_FOUND|TOO_LARGE)$/)
    }
    socket.ws.close()
  })

  it('after the same on sockets without, and as connectionParams', async () => {
    const text = frames.filter((frame) => frame.length < 60_000)
    for (const path of ['/trpc', '/trpc?connectionParams=1']) {
      const sockets = await Promise.all(text.map(() => openRaw(node.url, { path })))
      for (const [i, { ws }] of sockets.entries()) {
        const frame = text[i] ?? ''
        ws.send(frame, { binary: Buffer.isBuffer(frame) })
        ws.send(JSON.stringify(query('auth.me')))
      }
      await vi.waitFor(() => {
        const heard = sockets.filter(({ ws, replies }) => replies.length > 0 || ws.readyState === ws.CLOSED)
        expect(heard).toHaveLength(sockets.length)
      }, soon)
      const replies = sockets.flatMap((socket) => socket.replies)
      expect(replies.filter(({ result }) => result)).toEqual([])
      for (const { ws } of sockets) ws.terminate()
    }
    for (const data of [
      { token: 7 },
      { token: '\u0000' },
      { token: 'x'.repeat(50_000) },
      [],
      null,
      'token',
      { a: 'b' },
    ]) {
      const socket = await openRaw(node.url, { path: '/trpc?connectionParams=1' })
      socket.send({ method: 'connectionParams', data })
      socket.send(query('auth.me'))
      await vi.waitFor(() => expect(socket.replies.length + Number(socket.ws.readyState > 1)).toBeGreaterThan(0), soon)
      expect(socket.replies.filter(({ result }) => result)).toEqual([])
      socket.ws.terminate()
    }
    await expectAlive(await openRaw(node.url, ann))
  })

  it('to a batch of 5,000 calls with a refusal, and runs none of them', async () => {
    const socket = await openRaw(node.url, ann)
    const send = (id: number) => ({
      id,
      method: 'mutation',
      params: { path: 'messages.send', input: { channelId, clientId: crypto.randomUUID(), content: 'x' } },
    })
    const refused = Array.from({ length: 5_000 }, (_, i) => send(i + 10))
    socket.send(refused)
    await vi.waitFor(() => expect(socket.replies).toHaveLength(5_000), soon)
    for (const { error } of socket.replies) expect(error?.data).toMatchObject({ reason: 'INVALID_INPUT' })
    await expectAlive(socket)
    expect((await ann.trpc.channels.get.query({ channelId })).lastNumber).toBe(0)
    const taken = Array.from({ length: 100 }, (_, i) => send(i + 10_000))
    socket.send(taken)
    await vi.waitFor(() => expect(socket.replies.filter(({ result }) => result)).toHaveLength(101), soon)
    socket.ws.close()
  })

  it('after bad HTTP: bodies, batches, paths, methods, headers', async () => {
    const post = (path: string, body: string | Buffer, type = 'application/json') =>
      fetch(`${node.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': type, authorization: `Bearer ${ann.token}` },
        body,
      })
    const answers = await Promise.all([
      post('/trpc/users.update', '{'),
      post('/trpc/users.update', Buffer.from([0xff, 0xfe])),
      post('/trpc/users.update', '{"statusText":"x"}', 'text/html'),
      post('/trpc/users.update', '', 'multipart/form-data'),
      post('/trpc/users.update?batch=1', '{"0":'),
      post('/trpc/users.update?batch=1', '[]'),
      post('/trpc/__proto__', '{}'),
      post('/trpc/constructor.prototype', '{}'),
      post('/trpc/users.update,users.update', '{}'),
      post(`/trpc/${'auth.me,'.repeat(200)}auth.me?batch=1`, '{}'),
      post('/trpc/', '{}'),
      post('/trpc', '{}'),
      post('/trpc/%', '{}'),
      post('/trpc/%ff%00', '{}'),
      post('/trpc/users.get', '{"ids":[]}'),
      fetch(`${node.url}/trpc/users.get?input=%7B`, { headers: { authorization: `Bearer ${ann.token}` } }),
      fetch(`${node.url}/trpc/users.get?input=${encodeURIComponent('{"__proto__":1}')}`),
      fetch(`${node.url}/trpc/users.update`, { method: 'DELETE' }),
      fetch(`${node.url}/trpc/auth.me`, { headers: { cookie: 'chime_session; =; chime_session=%00;;' } }),
    ])
    for (const { status } of answers) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    }
    const large = await post('/trpc/users.update', JSON.stringify({ statusText: 'x'.repeat(1024 * 1024) }))
    expect(large.status).toBe(413)
    expect(await large.text()).toContain('"reason":"TOO_LARGE"')
    await expectAlive(await openRaw(node.url, ann))
  })

  it('after bytes that are no HTTP, and upgrades to nowhere', async () => {
    const { port } = new URL(node.url)
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
    const lines = [
      'garbage\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000\u0001',
      'GET /trpc HTTP/1.1\r\n\r\n',
      `GET http://[bad/trpc HTTP/1.1\r\nHost: x\r\n\r\n`,
      `GET /trpc HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`,
      `GET /trpc HTTP/1.1\r\nHost: x\r\n${upgrade}Sec-WebSocket-Key: short\r\n\r\n`,
      `GET /elsewhere HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`,
      `GET //trpc HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`,
      `GET /trpc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
      `POST /trpc/auth.login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`,
    ]
    const ended = lines.map(
      (line) =>
        new Promise<void>((resolve) => {
          const socket = connectTcp(Number(port), '127.0.0.1', () => socket.end(line))
          socket.on('error', () => {}).on('close', () => resolve())
          socket.resume()
        }),
    )
    await Promise.all(ended)
    await expectAlive(await openRaw(node.url, ann))
  })
})
