import { limits } from '@chime/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ParityServers, startParityServers } from './fixture.ts'
import { inSequence, me, request, run, type Scenario, send, subscribe } from './scenario.ts'

// Whatever a client does, Chime's server answers with the same frames as tRPC's own adapter.

let servers: ParityServers
beforeAll(async () => {
  servers = await startParityServers()
})
afterAll(() => servers?.stop())

const scenarios: Record<string, Scenario> = {
  'queries, under ids of every kind': inSequence(
    [() => me(1), 1],
    [() => me('a "quoted" id'), 1],
    [() => me(-1.5), 1],
    [() => me(1, { jsonrpc: '2.0' }), 1],
    [() => me(0), 1],
    [() => me(''), 1],
    [(channelId) => request(2, 'query', 'channels.get', { channelId }), 1],
  ),
  mutations: inSequence([(id) => send(1, id), 1], [(id) => send(1, id, 'Grüße 夜 🌙 \u2028'), 1]),
  batches: inSequence(
    [() => [me(1)], 1],
    [() => [], 0],
    [(id) => [subscribe(5, id)], 2],
    [() => [{ id: 6 }, me(7)], 1],
    [() => Array.from({ length: limits.batchCallsMax + 1 }, (_, i) => me(i)), limits.batchCallsMax + 1],
    [() => Array.from({ length: limits.batchCallsMax + 1 }, () => ({})), 1],
  ),
  'a batch of calls, all of which are answered': async ({ open, channelId }) => {
    const { send: sendFrame, received, frames } = await open()
    sendFrame([
      me(1),
      send(2, channelId),
      request(3, 'query', 'nothing'),
      me(4),
      request(5, 'query', 'users.changes', { since: 0, limit: 1 }),
    ])
    await received(5)
    // The queries of a batch may be answered in any order, so the answers are sorted, and their request ids removed.
    return frames.map((frame) => frame.replace(/"requestId":"[^"]*"/, '')).toSorted((a, b) => idOf(a) - idOf(b))
  },
  'sends of one frame, in its order': async ({ open, channelId }) => {
    const { send: sendFrame, received, frames } = await open()
    sendFrame(Array.from({ length: 20 }, (_, i) => send(i, channelId, `${i}`)))
    await received(20)
    return frames
  },
  connectionParams: async ({ open, token, channelId }) => {
    const { send: sendFrame, received, frames } = await open({ path: '/trpc?connectionParams=1' })
    sendFrame({ method: 'connectionParams', data: { token } })
    sendFrame(me(1))
    await received(1)
    sendFrame(subscribe(2, channelId))
    await received(3)
    sendFrame(send(3, channelId))
    await received(5)
    // The token can be sent only once.
    sendFrame({ method: 'connectionParams', data: { token } })
    await received(6)
    return frames
  },
  'calls that follow connectionParams at once': async ({ open, token, channelId }) => {
    const { send: sendFrame, received, frames } = await open({ path: '/trpc?connectionParams=1' })
    sendFrame({ method: 'connectionParams', data: { token } })
    sendFrame(subscribe(2, channelId))
    await received(2)
    return frames
  },
  nobody: async ({ open, channelId }) => {
    const { send: sendFrame, received, frames } = await open({})
    for (const [i, frame] of [me(1), send(2, channelId), subscribe(3, channelId)].entries()) {
      sendFrame(frame)
      await received(i + 1)
    }
    return frames
  },
  'calls that are refused': inSequence(
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
    // The input as a client with a transformer would send it.
    [(channelId) => request(13, 'query', 'channels.get', { json: { channelId } }), 1],
  ),
}

const idOf = (frame: string): number => JSON.parse(frame).id

describe('the same frames as from the stock adapter, for', () => {
  it.each(Object.entries(scenarios))('%s', async (_name, scenario) => {
    const [ours, stock] = [await run(servers.ours, scenario), await run(servers.stock, scenario)]
    expect(stock.length).toBeGreaterThan(0)
    expect(ours).toEqual(stock)
  })

  it('connectionParams that are none, after which the socket is closed', async () => {
    for (const params of ['x', 'null', '[]', '{"method":"connectionParams","data":7}', '{"data":{"a":7}}']) {
      const scenario: Scenario = async ({ open }) => {
        const { send: sendFrame, received, frames } = await open({ path: '/trpc?connectionParams=1' })
        sendFrame(params)
        await received(2)
        return frames
      }
      expect(await run(servers.ours, scenario), params).toEqual(await run(servers.stock, scenario))
    }
  })
})
