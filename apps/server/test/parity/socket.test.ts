import { limits } from '@chime/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGroup, type ParityServer, type ParityServers, startParityServers } from './fixture.ts'
import { normalise, openRecorder } from './frame-recorder.ts'
import { inSequence, me, run, type Scenario, subscribe } from './scenario.ts'

// Whatever a client does, Chime's server answers with the same frames as tRPC's own adapter.

let servers: ParityServers
beforeAll(async () => {
  servers = await startParityServers()
})
afterAll(() => servers?.stop())

const scenarios: Record<string, Scenario> = {
  'PING and PONG as texts, and pings of the protocol': async ({ open }) => {
    const { ws, received, frames } = await open()
    ws.send('PONG')
    ws.send('PING')
    await received(1)
    ws.ping('payload')
    await received(2)
    ws.send(Buffer.from('PING'))
    await received(3)
    return frames
  },
  'frames in fragments': async ({ open }) => {
    const { ws, received, frames } = await open()
    const text = JSON.stringify(me(1))
    ws.send(text.slice(0, 10), { fin: false })
    ws.send(text.slice(10), { fin: true })
    await received(1)
    return frames
  },
  'frames that are none': inSequence(
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
  'a close by the client': async ({ open, channelId }) => {
    const { ws, send: sendFrame, received, frames } = await open()
    sendFrame(subscribe(1, channelId))
    await received(2)
    ws.close(3_000, 'bye')
    await received(3)
    return frames
  },
  'a frame that is too large': async ({ open }) => {
    const { ws, received, frames } = await open()
    ws.send('x'.repeat(limits.frameBytesMax + 1))
    await received(1)
    return frames.map((frame) => frame.slice(0, 'close 1009'.length))
  },
}

describe('the same frames as from the stock adapter, for', () => {
  it.each(Object.entries(scenarios))('%s', async (_name, scenario) => {
    const [ours, stock] = [await run(servers.ours, scenario), await run(servers.stock, scenario)]
    expect(stock.length).toBeGreaterThan(0)
    expect(ours).toEqual(stock)
  })
})

it('a server that stops says so in the same words', async () => {
  const stopped = await startParityServers()
  const framesOfStop = async (server: ParityServer) => {
    const { send: sendFrame, received, frames } = await openRecorder(server.url, { token: server.token })
    sendFrame(subscribe(1, await createGroup(server)))
    await received(2)
    const stopping = server.stop()
    await received(4)
    await stopping
    return normalise(frames)
  }
  const [ours, stock] = [await framesOfStop(stopped.ours), await framesOfStop(stopped.stock)]
  expect(ours).toEqual(stock)
  expect(ours.slice(2)).toEqual(['{"id":null,"method":"reconnect"}', 'close 1012 restarting'])
  for (const { database } of [stopped.ours, stopped.stock]) await database.drop()
})
