import { limits } from '@chime/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupIn, type ParityServer, startParity } from './testing-parity.ts'
import { normalise, openTap, type Tap } from './testing-tap.ts'

// What a client can do against tRPC's own adapter it can do against Chime's wire, frame by frame.

/** Runs against one server; what it returns is compared with the other's. */
type Scene = (
  stage: { tap: (options?: { path?: string; token?: string }) => Promise<Tap>; channelId: string } & ParityServer,
) => Promise<readonly string[]>

let servers: Awaited<ReturnType<typeof startParity>>
beforeAll(async () => {
  servers = await startParity()
})
afterAll(() => servers?.stop())

async function play(server: ParityServer, scene: Scene): Promise<string[]> {
  const taps: Tap[] = []
  const tap = async (options: { path?: string; token?: string } = { token: server.token }) => {
    const opened = await openTap(server.url, options)
    taps.push(opened)
    return opened
  }
  const channelId = await groupIn(server)
  try {
    return normalise(await scene({ ...server, tap, channelId }))
  } finally {
    for (const { ws } of taps) ws.terminate()
  }
}

const request = (id: unknown, method: string, path: string, input?: unknown, more: object = {}) => ({
  id,
  method,
  params: { path, input },
  ...more,
})
const me = (id: unknown, more?: object) => request(id, 'query', 'auth.me', undefined, more)
const send = (id: unknown, channelId: string, content = 'hello') =>
  request(id, 'mutation', 'messages.send', { channelId, clientId: crypto.randomUUID(), content })
const subscribe = (id: unknown, channelId: string) =>
  request(id, 'subscription', 'events.subscribe', { channelIds: [channelId] })
const stop = (id: unknown) => ({ id, method: 'subscription.stop' })

/** Sends one after the other, each when the one before is answered: with the frames that it brings. */
const inTurn =
  (...steps: [frame: (channelId: string) => unknown, frames: number][]): Scene =>
  async ({ tap, channelId }) => {
    const { send, heard, frames } = await tap()
    let expected = 0
    for (const [frame, brings] of steps) {
      send(frame(channelId))
      expected += brings
      await heard(expected)
    }
    // Whatever else was to come is here before this is answered.
    send(me('the end'))
    await heard(expected + 1)
    return frames
  }

const scenes: Record<string, Scene> = {
  'queries, under ids of every kind': inTurn(
    [() => me(1), 1],
    [() => me('a "quoted" id'), 1],
    [() => me(-1.5), 1],
    [() => me(1, { jsonrpc: '2.0' }), 1],
    [() => me(0), 1],
    [() => me(''), 1],
    [(channelId) => request(2, 'query', 'channels.get', { channelId }), 1],
  ),
  mutations: inTurn([(id) => send(1, id), 1], [(id) => send(1, id, 'Grüße 夜 🌙 \u2028'), 1]),
  'a subscription: started, data, stopped, and nothing after': inTurn(
    [(id) => subscribe(1, id), 2],
    [(id) => send(2, id), 2],
    [(id) => send(3, id, '夜🌙'.repeat(2_000)), 2],
    [() => stop(1), 1],
    [(id) => send(4, id), 1],
  ),
  'a subscription whose frames carry jsonrpc and a text as id': inTurn(
    [(id) => ({ ...subscribe('sub "1"', id), jsonrpc: '2.0' }), 2],
    [(id) => send(2, id), 2],
    [() => ({ ...stop('sub "1"'), jsonrpc: '2.0' }), 1],
  ),
  'a subscription that is stopped before its first data': async ({ tap, channelId }) => {
    const { ws, heard, frames } = await tap()
    for (const frame of [subscribe(1, channelId), stop(1), me(2)]) ws.send(JSON.stringify(frame))
    await heard(2)
    for (const frame of [[subscribe(3, channelId), stop(3)], me(4)]) ws.send(JSON.stringify(frame))
    await heard(4)
    ws.send(JSON.stringify(send(5, channelId)))
    await heard(5)
    // Which of the two is first is a race of two answers.
    return frames.toSorted()
  },
  'a subscription that is stopped twice, or was never': inTurn(
    [(id) => subscribe(1, id), 2],
    [() => [stop(1), stop(1)], 1],
    [() => stop(7), 0],
    [(id) => subscribe(1, id), 2],
    [(id) => send(2, id), 2],
  ),
  'two subscriptions on one socket, of which one is stopped': inTurn(
    [(id) => subscribe(1, id), 2],
    [(id) => subscribe(2, id), 2],
    [(id) => send(3, id), 3],
    [() => stop(1), 1],
    [(id) => send(4, id), 2],
  ),
  'a subscription of people, beside one of events': inTurn(
    [() => request(1, 'subscription', 'presence.subscribe', { userIds: [] }), 2],
    [(id) => subscribe(2, id), 2],
    [(id) => send(3, id), 2],
    [() => stop(1), 1],
  ),
  'an id that is taken': inTurn(
    [(id) => subscribe(1, id), 2],
    [(id) => subscribe(1, id), 1],
    [() => me(1), 1],
    [(id) => send(2, id), 2],
    [() => stop(1), 1],
  ),
  'as many subscriptions as a socket may have, and one more': async ({ tap, channelId }) => {
    const { send: tell, heard, frames } = await tap()
    for (let id = 1; id <= limits.subscriptionsPerSocketMax; id++) {
      tell(subscribe(id, channelId))
      await heard(2 * id)
    }
    tell(subscribe(21, channelId))
    await heard(41)
    tell(send(22, channelId))
    await heard(62)
    return frames
  },
  batches: inTurn(
    [() => [me(1)], 1],
    [() => [], 0],
    [(id) => [subscribe(5, id)], 2],
    [() => [{ id: 6 }, me(7)], 1],
    [() => Array.from({ length: limits.batchCallsMax + 1 }, (_, i) => me(i)), limits.batchCallsMax + 1],
    [() => Array.from({ length: limits.batchCallsMax + 1 }, () => ({})), 1],
  ),
  'a batch of calls, all of which are answered': async ({ tap, channelId }) => {
    const { send: tell, heard, frames } = await tap()
    tell([
      me(1),
      send(2, channelId),
      request(3, 'query', 'nothing'),
      me(4),
      request(5, 'query', 'users.changes', { since: 0, limit: 1 }),
    ])
    await heard(5)
    // Queries of one batch are answered in whatever order the database does; the ids in them are named anew.
    return frames.map((frame) => frame.replace(/"requestId":"[^"]*"/, '')).toSorted((a, b) => idOf(a) - idOf(b))
  },
  'sends of one frame, in its order': async ({ tap, channelId }) => {
    const { send: tell, heard, frames } = await tap()
    tell(Array.from({ length: 20 }, (_, i) => send(i, channelId, `${i}`)))
    await heard(20)
    return frames
  },
  'PING and PONG as texts, and pings of the protocol': async ({ tap }) => {
    const { ws, heard, frames } = await tap()
    ws.send('PONG')
    ws.send('PING')
    await heard(1)
    ws.ping('payload')
    await heard(2)
    ws.send(Buffer.from('PING'))
    await heard(3)
    return frames
  },
  'frames in fragments': async ({ tap }) => {
    const { ws, heard, frames } = await tap()
    const text = JSON.stringify(me(1))
    ws.send(text.slice(0, 10), { fin: false })
    ws.send(text.slice(10), { fin: true })
    await heard(1)
    return frames
  },
  connectionParams: async ({ tap, token, channelId }) => {
    const { send: tell, heard, frames } = await tap({ path: '/trpc?connectionParams=1' })
    tell({ method: 'connectionParams', data: { token } })
    tell(me(1))
    await heard(1)
    tell(subscribe(2, channelId))
    await heard(3)
    tell(send(3, channelId))
    await heard(5)
    // Once only.
    tell({ method: 'connectionParams', data: { token } })
    await heard(6)
    return frames
  },
  'calls that follow connectionParams at once': async ({ tap, token, channelId }) => {
    const { send: tell, heard, frames } = await tap({ path: '/trpc?connectionParams=1' })
    tell({ method: 'connectionParams', data: { token } })
    tell(subscribe(2, channelId))
    await heard(2)
    return frames
  },
  nobody: async ({ tap, channelId }) => {
    const { send: tell, heard, frames } = await tap({})
    for (const [i, frame] of [me(1), send(2, channelId), subscribe(3, channelId)].entries()) {
      tell(frame)
      await heard(i + 1)
    }
    return frames
  },
  'calls that are refused': inTurn(
    [() => request(1, 'query', 'no.such.procedure'), 1],
    [() => request(2, 'query', 'messages.send', {}), 1],
    [() => request(3, 'mutation', 'auth.me'), 1],
    [() => request(4, 'query', 'events.subscribe', {}), 1],
    [() => request(5, 'subscription', 'auth.me'), 1],
    [() => request(6, 'subscription', 'no.such.subscription'), 1],
    [() => request(7, 'query', 'channels.get', {}), 1],
    [() => request(8, 'query', 'channels.get', { channelId: crypto.randomUUID() }), 1],
    [() => subscribe(9, crypto.randomUUID()), 1],
    [() => request(10, 'subscription', 'events.subscribe', { channelIds: 'all' }), 1],
    [() => request(11, 'mutation', 'auth.login', { identifier: 'ann', password: 'a guess' }), 1],
    [() => request(12, 'query', '__proto__'), 1],
    // As a client with a transformer would wrap it.
    [(channelId) => request(13, 'query', 'channels.get', { json: { channelId } }), 1],
  ),
  'frames that are none': inTurn(
    [() => 'x', 1],
    [() => '', 1],
    [() => '{"id":1', 1],
    [() => 'null', 1],
    [() => '7', 1],
    [() => '"text"', 1],
    [() => '{}', 1],
    [() => '{"id":null,"method":"query","params":{"path":"auth.me"}}', 1],
    [() => '{"id":{},"method":"query","params":{"path":"auth.me"}}', 1],
    [() => me(1, { method: 'fetch' }), 1],
    [() => me(1, { method: 7 }), 1],
    [() => me(1, { params: null }), 1],
    [() => me(1, { params: { path: 7 } }), 1],
    [() => me(1, { jsonrpc: '3.0' }), 1],
    [() => me(1, { params: { path: 'auth.me', lastEventId: 7 } }), 1],
  ),
  'a close by the client': async ({ tap, channelId }) => {
    const { ws, send: tell, heard, frames } = await tap()
    tell(subscribe(1, channelId))
    await heard(2)
    ws.close(3_000, 'bye')
    await heard(3)
    return frames
  },
  'a frame that is too large': async ({ tap }) => {
    const { ws, heard, frames } = await tap()
    ws.send('x'.repeat(limits.frameBytesMax + 1))
    await heard(1)
    return frames.map((frame) => frame.slice(0, 'close 1009'.length))
  },
}
const idOf = (frame: string): number => JSON.parse(frame).id

describe('the same frames as from the stock adapter, for', () => {
  it.each(Object.entries(scenes))('%s', async (_name, scene) => {
    const [ours, stock] = [await play(servers.ours, scene), await play(servers.stock, scene)]
    expect(stock.length).toBeGreaterThan(0)
    expect(ours).toEqual(stock)
  })

  it('connectionParams that are none, after which the socket is closed', async () => {
    for (const params of ['x', 'null', '[]', '{"method":"connectionParams","data":7}', '{"data":{"a":7}}']) {
      const scene: Scene = async ({ tap }) => {
        const { send: tell, heard, frames } = await tap({ path: '/trpc?connectionParams=1' })
        tell(params)
        await heard(2)
        return frames
      }
      expect(await play(servers.ours, scene), params).toEqual(await play(servers.stock, scene))
    }
  })
})

it('a server that stops says so in the same words', async () => {
  const stopped = await startParity()
  const said = async (server: ParityServer) => {
    const { send: tell, heard, frames } = await openTap(server.url, { token: server.token })
    tell(subscribe(1, await groupIn(server)))
    await heard(2)
    const stopping = server.stop()
    await heard(4)
    await stopping
    return normalise(frames)
  }
  const [ours, stock] = [await said(stopped.ours), await said(stopped.stock)]
  expect(ours).toEqual(stock)
  expect(ours.slice(2)).toEqual(['{"id":null,"method":"reconnect"}', 'close 1012 restarting'])
  for (const { database } of [stopped.ours, stopped.stock]) await database.drop()
})
