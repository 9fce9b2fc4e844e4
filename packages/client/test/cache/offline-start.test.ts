import { seeded } from '@chime/testing/random'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryStorage } from '../../src/outbox/memory-storage.ts'
import { checkEnd } from '../model/checks.ts'
import { modelClient } from '../model/client.ts'
import { rows, settled, texts } from '../model/set-up.ts'
import { bea, isEmpty, offline, online, pageIn, visited } from './visits.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('without a network', () => {
  test('the last view is shown at once: the user, the channels, and the messages of a channel', async () => {
    const { server, cache, ids, id } = await visited()
    const client = await offline(server, cache)
    const { chime } = client
    expect(chime.me.get()).toEqual(server.me)
    expect(chime.channels.get().map((channel) => channel.id)).toEqual(expect.arrayContaining(ids))
    expect(chime.channels.get()[0]?.lastMessage?.content).toBe('three')
    chime.channel(id).open()
    await vi.advanceTimersByTimeAsync(1)
    expect(chime.channel(id).timeline.get().status).toBe('ready')
    expect(texts(client, id)).toEqual(['one', 'two', 'three'])
    expect(chime.connection.get().status).toBe('connecting')
    chime.close()
  })

  test('a channel may be opened before the client connects', async () => {
    const { server, cache, id } = await visited()
    const client = modelClient(server, { cache, userId: server.me.id, isReachable: false })
    client.chime.channel(id).open()
    client.chime.connect()
    await vi.advanceTimersByTimeAsync(1)
    expect(texts(client, id)).toEqual(['one', 'two', 'three'])
    client.chime.close()
  })

  test('messages of blocked users are marked, as they were', async () => {
    const { server, cache, id } = await visited()
    server.userData.block(bea, true)
    const before = modelClient(server, { cache, userId: server.me.id })
    before.chime.connect()
    before.chime.blocked.subscribe(() => {})
    await settled()
    before.chime.close()
    const { chime } = await offline(server, cache)
    chime.channel(id).open()
    await vi.advanceTimersByTimeAsync(1)
    const items = chime.channel(id).timeline.get().items
    expect(items.map((item) => item.state === 'sent' && item.blocked)).toEqual([true, true, true])
    chime.close()
  })

  test('what is written waits, and goes out once the server has said whose it is', async () => {
    const { server, cache, id } = await visited()
    const storage = memoryStorage()
    const client = await offline(server, cache, { storage })
    client.chime.channel(id).open()
    client.chime.channel(id).send('from the train')
    await settled()
    expect(texts(client, id)).toEqual(['one', 'two', 'three', '(pending) from the train'])
    expect(storage.load(server.me.id)).toHaveLength(1)
    await online(server, client)
    expect(texts(client, id)).toEqual(['one', 'two', 'three', 'from the train'])
    expect(client.counts.get('messages.send')).toBe(1)
    client.chime.close()
  })
})

describe('when the server answers', () => {
  test('what changed meanwhile is right: edited, deleted, left, joined, new', async () => {
    const { server, cache, ids, id } = await visited(3)
    server.edit(id, 1, 'one, better')
    server.remove(id, 2)
    server.send(id, bea, 'four')
    server.rename(id)
    server.leave(ids[1] ?? '', server.me.id)
    const joined = server.create(9)
    const client = await offline(server, cache)
    const { chime } = client
    for (const each of ids) chime.channel(each).open()
    await vi.advanceTimersByTimeAsync(1)
    expect(chime.channels.get()).toHaveLength(3)
    expect(texts(client, ids[1] ?? '')).toEqual(['one', 'two', 'three'])
    await online(server, client)
    expect(texts(client, id)).toEqual(['one, better', '', 'three', 'four'])
    expect(rows(client, id)[1]?.deletedAt).not.toBe(null)
    expect(chime.channels.get().map((channel) => channel.id)).toEqual(expect.arrayContaining([id, joined]))
    expect(chime.channels.get()).toHaveLength(3)
    expect(chime.channel(ids[1] ?? '').missing.get()).toBe(true)
    expect(texts(client, ids[1] ?? '')).toEqual([])
    await checkEnd(server, client, [...ids, joined])
    chime.close()
  })

  test('data of another epoch goes, before anything else is written', async () => {
    const { server, cache, ids, id } = await visited()
    server.restore(id, 2)
    const client = await offline(server, cache)
    client.chime.channel(id).open()
    await vi.advanceTimersByTimeAsync(1)
    expect(texts(client, id)).toEqual(['one', 'two', 'three'])
    client.reconnect()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(texts(client, id)).toEqual(['one'])
    expect(await isEmpty(cache, ids)).toBe(true)
    await checkEnd(server, client, ids)
    client.chime.close()
  })

  test('listeners hear what is new, and nothing of what was shown, whichever answer comes first', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { server, cache, id } = await visited()
      const client = await offline(server, cache, { random: seeded(seed), faults: { slowMs: 300 } })
      const heard: string[] = []
      client.chime.on('message', ({ message }) => heard.push(message.content))
      client.chime.channel(id).open()
      await vi.advanceTimersByTimeAsync(1)
      expect(texts(client, id)).toEqual(['one', 'two', 'three'])
      await online(server, client)
      expect(heard).toEqual([])
      for (const text of ['four', 'five']) server.send(id, bea, text)
      await settled()
      expect(heard).toEqual(['four', 'five'])
      client.chime.close()
    }
  })

  test('the user and the authors are as the server says, even if it has gone back to a backup', async () => {
    const { server, cache, id } = await visited()
    Object.assign(server.me, { revision: 9, fullName: 'Now Gone' })
    const profile = { ...server.me, id: bea, username: 'bea' }
    const first = modelClient(server, { cache, userId: server.me.id })
    first.chime.addUsers([profile])
    first.chime.connect()
    first.chime.channel(id).open()
    await settled()
    first.chime.close()
    server.restore(id, 0)
    Object.assign(server.me, { revision: 3, fullName: 'As Before' })
    const client = await offline(server, cache)
    client.chime.channel(id).open()
    await vi.advanceTimersByTimeAsync(1)
    expect(client.chime.me.get()?.fullName).toBe('Now Gone')
    expect(client.chime.user(bea).get()?.fullName).toBe('Now Gone')
    await online(server, client)
    client.chime.addUsers([{ ...profile, revision: 3, fullName: 'As Before' }])
    expect(client.chime.me.get()?.fullName).toBe('As Before')
    expect(client.chime.user(bea).get()?.fullName).toBe('As Before')
    client.chime.close()
  })

  test('a channel that is opened online waits for the answer instead of showing what is old', async () => {
    const { server, cache, id } = await visited()
    const client = await offline(server, cache)
    await online(server, client)
    client.faults.slowMs = 1_000
    client.chime.channel(id).open()
    await vi.advanceTimersByTimeAsync(1)
    expect(client.chime.channel(id).timeline.get().status).toBe('loading')
    await settled()
    expect(texts(client, id)).toEqual(['one', 'two', 'three'])
    client.chime.close()
  })

  test('messages that were listed are never replaced by older ones of the cache', async () => {
    const { server, cache, id } = await visited()
    const client = await offline(server, cache)
    await online(server, client)
    const close = client.chime.channel(id).open()
    await settled()
    server.remove(id, 1)
    expect(texts(client, id)).toEqual(['', 'two', 'three'])
    close()
    // Other channels push its messages out of memory, and the network goes, before anything is written.
    for (let n = 20; n < 31; n++) {
      const close = client.chime.channel(server.create(n)).open()
      await vi.advanceTimersByTimeAsync(10)
      close()
    }
    client.cut()
    client.chime.channel(id).open()
    await vi.advanceTimersByTimeAsync(10)
    expect(await pageIn(cache, id)).toMatchObject({ messages: [{ content: 'one' }, {}, {}] })
    expect(texts(client, id)).toEqual([])
    client.chime.close()
  })

  test('what the server rendered wins', async () => {
    const { server, cache, ids, id } = await visited()
    server.rename(id)
    server.send(id, bea, 'four')
    const { messages, channel } = server.channel(id)
    const page = { messages, revision: channel.revision, hasBefore: false, hasAfter: false }
    const initial = { me: { ...server.me, fullName: 'New Name' }, channels: [server.summary(id)] }
    const client = await offline(server, cache, { initial })
    const { chime } = client
    expect(chime.me.get()?.fullName).toBe('New Name')
    expect(chime.channels.get()).toEqual([server.summary(id)])
    for (const each of ids) chime.channel(each).open()
    await vi.advanceTimersByTimeAsync(1)
    chime.addTimeline(id, page)
    expect(texts(client, id)).toEqual(['one', 'two', 'three', 'four'])
    // Nothing was rendered of this one.
    expect(texts(client, ids[1] ?? '')).toEqual(['one', 'two', 'three'])
    chime.close()
  })
})
