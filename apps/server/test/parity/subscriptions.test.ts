import { limits } from '@chime/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ParityServers, startParityServers } from './fixture.ts'
import { inSequence, me, request, run, type Scenario, send, stop, subscribe } from './scenario.ts'

// Whatever a client does, Chime's server answers with the same frames as tRPC's own adapter.

let servers: ParityServers
beforeAll(async () => {
  servers = await startParityServers()
})
afterAll(() => servers?.stop())

const scenarios: Record<string, Scenario> = {
  'a subscription: started, data, stopped, and nothing after': inSequence(
    [(id) => subscribe(1, id), 2],
    [(id) => send(2, id), 2],
    [(id) => send(3, id, '夜🌙'.repeat(2_000)), 2],
    [() => stop(1), 1],
    [(id) => send(4, id), 1],
  ),
  'a subscription whose frames carry jsonrpc and a text as id': inSequence(
    [(id) => ({ ...subscribe('sub "1"', id), jsonrpc: '2.0' }), 2],
    [(id) => send(2, id), 2],
    [() => ({ ...stop('sub "1"'), jsonrpc: '2.0' }), 1],
  ),
  'a subscription that is stopped before its first data': async ({ open, channelId }) => {
    const { ws, received, frames } = await open()
    for (const frame of [subscribe(1, channelId), stop(1), me(2)]) ws.send(JSON.stringify(frame))
    await received(2)
    for (const frame of [[subscribe(3, channelId), stop(3)], me(4)]) ws.send(JSON.stringify(frame))
    await received(4)
    ws.send(JSON.stringify(send(5, channelId)))
    await received(5)
    // The order of the two answers is not defined.
    return frames.toSorted()
  },
  'a subscription that is stopped twice, or was never': inSequence(
    [(id) => subscribe(1, id), 2],
    [() => [stop(1), stop(1)], 1],
    [() => stop(7), 0],
    [(id) => subscribe(1, id), 2],
    [(id) => send(2, id), 2],
  ),
  'two subscriptions on one socket, of which one is stopped': inSequence(
    [(id) => subscribe(1, id), 2],
    [(id) => subscribe(2, id), 2],
    [(id) => send(3, id), 3],
    [() => stop(1), 1],
    [(id) => send(4, id), 2],
  ),
  'a subscription of people, beside one of events': inSequence(
    [() => request(1, 'subscription', 'presence.subscribe', { userIds: [] }), 2],
    [(id) => subscribe(2, id), 2],
    [(id) => send(3, id), 2],
    [() => stop(1), 1],
  ),
  'an id that is taken': inSequence(
    [(id) => subscribe(1, id), 2],
    [(id) => subscribe(1, id), 1],
    [() => me(1), 1],
    [(id) => send(2, id), 2],
    [() => stop(1), 1],
  ),
  'as many subscriptions as a socket may have, and one more': async ({ open, channelId }) => {
    const { send: sendFrame, received, frames } = await open()
    for (let id = 1; id <= limits.subscriptionsPerSocketMax; id++) {
      sendFrame(subscribe(id, channelId))
      await received(2 * id)
    }
    sendFrame(subscribe(21, channelId))
    await received(41)
    sendFrame(send(22, channelId))
    await received(62)
    return frames
  },
}

describe('the same frames as from the stock adapter, for', () => {
  it.each(Object.entries(scenarios))('%s', async (_name, scenario) => {
    const [ours, stock] = [await run(servers.ours, scenario), await run(servers.stock, scenario)]
    expect(stock.length).toBeGreaterThan(0)
    expect(ours).toEqual(stock)
  })
})
