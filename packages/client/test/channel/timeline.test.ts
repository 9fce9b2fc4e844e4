import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { uuidOf } from '../model/rows.ts'
import { settled, setUp, texts } from '../model/set-up.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('an own message stands at its place only when those in front of it are there', async () => {
  const { server, client, id } = await setUp()
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  client.faults.drop = 1
  server.send(id, bob, 'in front')
  const { done } = channel.send('mine')
  await done
  expect(texts(client, id)).toEqual(['(pending) mine'])
  client.faults.drop = 0
  server.send(id, bob, 'behind')
  await settled()
  expect(texts(client, id)).toEqual(['in front', 'mine', 'behind'])
})

test('a page that was read before an edit shows the edit that arrived before the page', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 100; i++) server.send(id, bob, `m${i}`)
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  client.faults.slowMs = 2_000
  for (const number of [10, 30, 49]) {
    void channel.loadBefore()
    await vi.advanceTimersByTimeAsync(1_900)
    server.edit(id, number)
    await settled()
  }
  const rows = channel.timeline.get().items.flatMap((item) => (item.state === 'sent' ? [item.message] : []))
  expect(rows).toEqual(server.channel(id).messages)
})

test('a page renders once per batch of events', async () => {
  const { server, client, id } = await setUp()
  client.chime.channel(id).open()
  await settled()
  const renders = { timeline: 0, channels: 0 }
  client.chime.channel(id).timeline.subscribe(() => renders.timeline++)
  client.chime.channels.subscribe(() => renders.channels++)
  client.cut()
  for (let i = 0; i < 90; i++) server.send(id, bob, `m${i}`)
  client.reconnect()
  await settled()
  expect(texts(client, id)).toHaveLength(90)
  expect(renders.timeline).toBe(1)
  expect(renders.channels).toBeLessThanOrEqual(2)
})

test('what is done to a message is shown with the answer, and refused where the server refuses', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'one')
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  server.emit = () => {}
  const row = () => {
    const [item] = channel.timeline.get().items
    return item?.state === 'sent' ? item.message : null
  }
  const done = async (change: Promise<void>) => {
    await settled()
    await change
    expect(row()).toEqual(server.channel(id).messages[0])
  }
  await done(channel.edit(1, 'two'))
  expect(row()).toMatchObject({ content: 'two' })
  await done(channel.react(1, '👍'))
  expect(row()?.reactions).toHaveLength(1)
  await done(channel.unreact(1, '👍'))
  expect(row()?.reactions).toEqual([])
  await done(channel.remove(1))
  expect(row()?.deletedAt).not.toBe(null)
  await expect(channel.edit(9, 'x')).rejects.toThrow('NOT_FOUND')
  // Without a connection it waits.
  client.cut()
  const late = channel.react(1, '👍')
  client.reconnect()
  await settled()
  await late
})
