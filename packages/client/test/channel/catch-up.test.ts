import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { me, uuidOf } from '../model/rows.ts'
import { settled, setUp, texts } from '../model/set-up.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a client that is up to date asks for nothing when it reconnects', async () => {
  const { server, client, id } = await setUp(30)
  server.send(id, bob, 'hello')
  client.chime.channel(id).open()
  await settled()
  client.counts.clear()
  client.cut()
  client.reconnect()
  await settled()
  expect([...client.counts]).toEqual([])
})

test('many channels behind are read with one list, few with a call each, open ones row by row', async () => {
  const { server, client, ids, id } = await setUp(40)
  client.chime.channel(id).open()
  await settled()
  for (const count of [3, 40]) {
    client.counts.clear()
    client.cut()
    for (const each of ids.slice(0, count)) server.send(each, bob, `news ${count}`)
    client.reconnect()
    await settled()
    const singles = count === 3 ? { 'channels.get': 2 } : { 'channels.list': 1, 'auth.me': 1 }
    expect(Object.fromEntries(client.counts)).toEqual({ 'channels.changes': 1, ...singles })
    const shown = client.chime.channels.get().filter(({ lastMessage }) => lastMessage?.content === `news ${count}`)
    expect(shown).toHaveLength(count)
    expect(texts(client, id).at(-1)).toBe(`news ${count}`)
  }
})

test('a burst after a gap is pulled once, not once per event', async () => {
  const { server, client, id } = await setUp()
  client.chime.channel(id).open()
  await settled()
  client.counts.clear()
  client.faults.slowMs = 100
  client.faults.drop = 1
  server.send(id, bob, 'lost')
  client.faults.drop = 0
  for (let i = 0; i < 50; i++) server.send(id, bob, `after ${i}`)
  await settled()
  expect(texts(client, id)).toHaveLength(51)
  expect(client.counts.get('channels.changes')).toBeLessThanOrEqual(2)
})

test('when a backup was restored, what never happened is gone and unsent messages stay', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 10; i++) server.send(id, bob, `m${i}`)
  client.chime.channel(id).open()
  await settled()
  client.cut()
  client.chime.channel(id).send('mine')
  server.restore(id, 4)
  server.send(id, bob, 'new 7')
  client.reconnect()
  await settled()
  expect(texts(client, id)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'new 7', 'mine'])
  expect(client.chime.channels.get()).toEqual(server.listed())
})

test('what is shown stays while a part that is too far behind is read anew, and unsent messages stay with it', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'old')
  client.chime.channel(id).open()
  await settled()
  client.cut()
  for (let i = 0; i < 600; i++) server.send(id, bob, `missed ${i}`)
  client.chime.channel(id).send('mine')
  client.faults.slowMs = 1_000
  const seen = new Set<string>()
  client.chime.channel(id).timeline.subscribe(() => {
    const { status, items } = client.chime.channel(id).timeline.get()
    seen.add(`${status} ${items.length > 1}`)
  })
  client.reconnect()
  await settled()
  expect([...seen]).toEqual(['ready true'])
  expect(texts(client, id)).toHaveLength(50)
  expect(texts(client, id).at(-1)).toBe('mine')
})

test('another login on the same client sees nothing of the first', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'for ada')
  client.chime.channel(id).open()
  await settled()
  expect(texts(client, id)).toEqual(['for ada'])
  client.chime.close()
  Object.assign(server, { me: me(3), epoch: uuidOf('e', 2) })
  client.chime.connect()
  await settled()
  expect(client.chime.me.get()?.id).toBe(uuidOf('a', 3))
  expect(client.chime.channels.get()).toEqual([])
  expect(texts(client, id)).toEqual([])
})

test('a channel that I look at and join is mine, also when the stream of those looked at was repaired first', async () => {
  const { server, client, id } = await setUp()
  server.channel(id).channel.kind = 'public'
  server.rename(id)
  client.chime.channel(id).open()
  await settled()
  server.leave(id, server.me.id)
  await settled()
  expect(client.chime.channels.get()).toEqual([])
  client.faults.drop = 1
  server.join(id, server.me.id)
  const { userRevision: revision } = server
  const counters = { lastNumber: 0, counted: 0, channelRevision: 0 }
  const marker = { readNumber: 0, readVersion: 0, readCounted: 0, skipped: 0, mentions: 0, ...counters }
  client.receiveInPreviews({ type: 'marker', after: revision - 1, revision, channelId: id, ...marker })
  client.reconnect()
  await settled()
  expect(client.chime.channels.get()).toEqual(server.listed())
})
