import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryCache } from '../../src/cache/memory-cache.ts'
import { checkEnd } from '../model/checks.ts'
import { modelClient } from '../model/client.ts'
import { ModelServer } from '../model/server.ts'
import { rows, settled } from '../model/set-up.ts'
import { bea, isEmpty, offline, online, pageIn, viewIn, visited } from './visits.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('what is kept', () => {
  test('is bounded: the latest 200 channels, and the last 50 messages of those that were open', async () => {
    const server = new ModelServer()
    const ids = Array.from({ length: 210 }, (_, i) => server.create(i + 1))
    const open = ids[5] ?? ''
    for (let i = 0; i < 120; i++) server.send(open, bea, `text ${i}`)
    const cache = memoryCache()
    const client = modelClient(server, { cache, userId: server.me.id })
    client.chime.connect()
    await settled()
    client.chime.channel(open).open()
    await settled()
    await client.chime.channel(open).loadBefore()
    expect(rows(client, open).length).toBe(100)
    client.chime.close()
    await settled()
    expect((await viewIn(cache)).channels).toHaveLength(200)
    const { messages, hasBefore } = await pageIn(cache, open)
    expect(messages.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, i) => 71 + i))
    expect(hasBefore).toBe(true)
    expect((await viewIn(cache)).pages).toEqual([open])
  })

  test('is written every few seconds at most, and only what has changed', async () => {
    const { server, cache, ids } = await visited()
    const writes: string[][] = []
    const write = vi.spyOn(cache, 'write').mockImplementation((values) => void writes.push(Object.keys(values)))
    const client = modelClient(server, { cache, userId: server.me.id })
    server.emit = (event) => client.receive(event)
    client.chime.connect()
    for (const id of ids) client.chime.channel(id).open()
    await settled()
    writes.length = 0
    for (let i = 0; i < 100; i++) {
      server.send(ids[0] ?? '', bea, `text ${i}`)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(writes).toEqual([
      ['view', ids[0]],
      ['view', ids[0]],
    ])
    write.mockRestore()
    client.chime.close()
  })

  test('has no page of a channel that was left, and none of which a message was deleted unseen', async () => {
    const { server, cache, ids, id } = await visited(3)
    const client = modelClient(server, { cache, userId: server.me.id })
    server.emit = (event) => client.receive(event)
    client.chime.connect()
    await settled()
    server.leave(ids[1] ?? '', server.me.id)
    server.remove(id, 1)
    await settled()
    expect((await viewIn(cache)).pages).toEqual([ids[2]])
    expect(await pageIn(cache, id)).toBeFalsy()
    expect(await pageIn(cache, ids[1] ?? '')).toBeFalsy()
    expect((await pageIn(cache, ids[2] ?? '')).messages).toHaveLength(3)
    client.chime.close()
  })

  test('of another version is dropped', async () => {
    const { server, cache, ids } = await visited()
    await cache.write({ view: { ...(await viewIn(cache)), format: 999 } })
    const client = await offline(server, cache)
    expect(client.chime.me.get()).toBe(null)
    expect(await isEmpty(cache, ids)).toBe(true)
    client.chime.close()
  })

  test('need not be there: a cache that fails changes nothing else', async () => {
    const { server, ids, id } = await visited()
    const fails = () => Promise.reject(new Error('no'))
    const client = await offline(server, { read: fails, write: fails, clear: fails })
    client.chime.channel(id).open()
    await settled()
    await online(server, client)
    await checkEnd(server, client, ids)
    client.chime.close()
    await client.chime.forget()
  })
})
