import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { uuidOf } from '../model/rows.ts'
import { rows, settled, setUp } from '../model/set-up.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function withMessage() {
  const all = await setUp()
  const { server, client, id } = all
  server.send(id, bob, 'hello')
  const channel = client.chime.channel(id)
  channel.open()
  await settled()
  const row = () => {
    const [message] = rows(client, id)
    if (!message) throw new Error('there is a message')
    return message
  }
  return { ...all, channel, row }
}

test('a reaction, an edit, a pin and a delete are shown at once, and are then what the server made of them', async () => {
  const { client, server, id, channel, row } = await withMessage()
  client.faults.slowMs = 500
  const me = server.me.id
  const react = channel.react(1, '👍')
  expect(row().reactions).toEqual([{ emoji: '👍', count: 1, userIds: [me] }])
  const pin = channel.pin(1)
  expect(row().pinned).toBe(true)
  await Promise.all([settled(), react, pin])
  const unreact = channel.unreact(1, '👍')
  expect(row().reactions).toEqual([])
  const edit = channel.edit(1, 'changed')
  expect(row()).toMatchObject({ content: 'changed', editedAt: expect.any(String) })
  const remove = channel.remove(1)
  expect(row()).toMatchObject({ content: '', deletedAt: expect.any(String), pinned: false })
  await Promise.all([settled(), unreact, edit, remove])
  expect(row()).toEqual(server.channel(id).messages[0])
})

test('what the server refuses is taken back, and whoever asked for it is told', async () => {
  const { client, channel, row } = await withMessage()
  const before = row()
  client.faults.refused = 1
  client.faults.slowMs = 500
  const changes = [channel.react(1, '👍'), channel.edit(1, 'changed'), channel.remove(1)]
  const outcomes = Promise.allSettled(changes)
  expect(row().deletedAt).not.toBe(null)
  await settled()
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(row()).toBe(before)
})

test('what is done without a connection is shown, and done once when it is back; meanwhile others change the row', async () => {
  const { client, server, id, channel, row } = await withMessage()
  client.cut()
  const react = channel.react(1, '👍')
  const item = () => channel.timeline.get().items[0]
  const shown = item()
  expect(row().reactions).toHaveLength(1)
  expect(item()).toBe(shown)
  server.edit(id, 1, 'changed meanwhile')
  await settled()
  expect(client.counts.get('messages.react')).toBe(undefined)
  client.reconnect()
  await settled()
  await react
  expect(client.counts.get('messages.react')).toBe(1)
  expect(row()).toMatchObject({ content: 'changed meanwhile', reactions: [{ emoji: '👍', count: 1 }] })
})

test('of what is done to one message, the last word arrives last, however slow the calls are', async () => {
  const { client, server, id, channel, row } = await withMessage()
  for (let round = 0; round < 10; round++) {
    client.faults.slowMs = 1_000
    client.faults.failedCall = 0.5
    const changes = [channel.react(1, '👍'), channel.unreact(1, '👍'), channel.react(1, '👍')]
    if (round % 2) changes.push(channel.unreact(1, '👍'))
    await Promise.all([vi.advanceTimersByTimeAsync(300_000), ...changes])
    expect(server.channel(id).messages[0]?.reactions).toHaveLength(round % 2 ? 0 : 1)
    expect(row()).toEqual(server.channel(id).messages[0])
  }
})

test('a message of somebody whom I blocked is marked, and no longer when I unblock them', async () => {
  const { client, server, id, channel } = await withMessage()
  server.send(id, server.me.id, 'mine')
  server.send(id, bob, 'a notice', undefined, 'system')
  channel.timeline.subscribe(() => {})
  await settled()
  const blocked = () => channel.timeline.get().items.map((item) => item.state === 'sent' && item.blocked)
  expect(blocked()).toEqual([false, false, false])
  const blocking = client.chime.block(bob)
  await settled()
  await blocking
  expect(blocked()).toEqual([true, false, false])
  expect(client.chime.channels.get()[0]?.membership).toEqual(server.summary(id).membership)
  // On another device.
  server.userData.block(bob, false)
  expect(blocked()).toEqual([false, false, false])
})
