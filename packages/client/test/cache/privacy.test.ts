import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryStorage } from '../../src/outbox/memory-storage.ts'
import { modelClient } from '../model/client.ts'
import { uuidOf } from '../model/rows.ts'
import { ModelServer } from '../model/server.ts'
import { settled, texts } from '../model/set-up.ts'
import { bea, isEmpty, offline, online, viewIn, visited } from './visits.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('nobody else sees it', () => {
  test('another user on the same device: nothing is shown, and it is gone', async () => {
    const { server, cache, ids, id } = await visited()
    const client = await offline(server, cache, { userId: uuidOf('a', 7) })
    client.chime.channel(id).open()
    await settled()
    expect(client.chime.me.get()).toBe(null)
    expect(client.chime.channels.get()).toEqual([])
    expect(texts(client, id)).toEqual([])
    expect(await isEmpty(cache, ids)).toBe(true)
    client.chime.close()
  })

  test('a page that cannot tell who is signed in shows and keeps nothing', async () => {
    const { server, cache, ids } = await visited()
    const client = await offline(server, cache, { userId: null })
    expect(client.chime.me.get()).toBe(null)
    expect(await isEmpty(cache, ids)).toBe(true)
    await online(server, client)
    expect(client.chime.me.get()).toEqual(server.me)
    client.chime.close()
    await settled()
    expect(await isEmpty(cache, ids)).toBe(true)
  })

  test('if the server says that it is another user, all of it leaves the screen, and nothing is sent for them', async () => {
    const { server, cache, ids, id } = await visited()
    const other = new ModelServer()
    Object.assign(other.me, { id: uuidOf('a', 7), username: 'other' })
    // Both are in this one.
    expect(other.create(2)).toBe(ids[1])
    const client = await offline(other, cache, { userId: server.me.id })
    client.chime.channel(id).open()
    await vi.advanceTimersByTimeAsync(1)
    expect(texts(client, id)).toEqual(['one', 'two', 'three'])
    client.chime.channel(id).send('not in her name')
    await online(other, client)
    expect(client.chime.me.get()?.username).toBe('other')
    expect(client.chime.channels.get().map((channel) => channel.id)).toEqual([ids[1]])
    expect(texts(client, id)).toEqual([])
    expect(client.counts.get('messages.send')).toBe(undefined)
    client.chime.close()
    await settled()
    expect((await viewIn(cache)).userId).toBe(other.me.id)
    expect(await isEmpty({ ...cache, read: (key) => key !== 'view' && cache.read(key) }, ids)).toBe(true)
  })

  test('after logging out nothing is left, and nothing comes back', async () => {
    const { server, cache, ids, id } = await visited()
    const storage = memoryStorage()
    const client = await offline(server, cache, { storage })
    await online(server, client)
    client.chime.channel(id).open()
    server.send(id, bea, 'four')
    await vi.advanceTimersByTimeAsync(100)
    client.cut()
    client.chime.channel(id).send('unsent')
    client.chime.close()
    await client.chime.forget()
    expect(await isEmpty(cache, ids)).toBe(true)
    expect(storage.load(server.me.id)).toEqual([])
    await settled()
    expect(await isEmpty(cache, ids)).toBe(true)
  })

  test('after logging out nothing is written any more, though closing still saves a draft', async () => {
    const { server, cache, ids, id } = await visited()
    const client = await offline(server, cache)
    await online(server, client)
    client.chime.channel(id).setDraft('to be continued')
    client.faults.slowMs = 800
    client.chime.close()
    await client.chime.forget()
    await settled()
    expect(await isEmpty(cache, ids)).toBe(true)
  })

  test('after logging out while it is being read, nothing is shown', async () => {
    const { server, cache, ids } = await visited()
    const client = modelClient(server, { cache, userId: server.me.id, isReachable: false })
    client.chime.connect()
    await client.chime.forget()
    await settled()
    expect(client.chime.me.get()).toBe(null)
    expect(await isEmpty(cache, ids)).toBe(true)
  })

  test('when the server refuses the session, it is gone, also from the screen', async () => {
    const { server, cache, ids, id } = await visited()
    const client = await offline(server, cache)
    client.chime.channel(id).open()
    await vi.advanceTimersByTimeAsync(1)
    expect(client.chime.channels.get()).toHaveLength(2)
    client.endSession()
    await settled()
    expect(client.chime.me.get()).toBe(null)
    expect(client.chime.channels.get()).toEqual([])
    expect(texts(client, id)).toEqual([])
    expect(await isEmpty(cache, ids)).toBe(true)
  })

  test('a logout that the storage does not answer takes three seconds', async () => {
    const { server } = await visited()
    const hanging = { read: () => null, write: () => {}, clear: () => new Promise<void>(() => {}) }
    const client = await offline(server, hanging)
    const forgotten = vi.fn()
    void client.chime.forget().then(forgotten)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(forgotten).toHaveBeenCalled()
    client.chime.close()
  })
})
