import type { ServerEvent } from '@chime/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Readable } from '../../src/readable.ts'
import { uuidOf } from '../model/rows.ts'
import { settled, setUp } from '../model/set-up.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const watch = (readable: Readable<unknown>) => readable.subscribe(() => {})

test('pinned messages are all of them, also where there are more than fit on a page', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 230; i++) {
    server.send(id, bob, `m${i}`)
    server.pin(id, i, true)
  }
  watch(client.chime.channel(id).pinned)
  await settled()
  const numbers = client.chime
    .channel(id)
    .pinned.get()
    ?.map(({ number }) => number)
  expect(numbers).toEqual(Array.from({ length: 230 }, (_, i) => 230 - i))
})

test('pinned messages are those that are pinned, whatever was missed, also in a channel that is not open', async () => {
  const { server, client, id } = await setUp()
  for (let i = 1; i <= 60; i++) server.send(id, bob, `m${i}`)
  server.pin(id, 3, true)
  const channel = client.chime.channel(id)
  expect(channel.pinned.get()).toBe(null)
  watch(channel.pinned)
  await settled()
  const numbers = () => channel.pinned.get()?.map(({ number }) => number)
  expect(numbers()).toEqual([3])
  server.pin(id, 1, true)
  expect(numbers()).toEqual([1, 3])
  client.cut()
  server.pin(id, 3, false)
  server.edit(id, 1, 'edited')
  client.reconnect()
  await settled()
  expect(channel.pinned.get()).toEqual([server.channel(id).messages[0]])
  // An event that comes late: by then it no longer holds.
  const late: ServerEvent[] = []
  server.emit = (event) => late.push(event)
  server.pin(id, 7, true)
  server.emit = (event) => client.receive(event)
  server.pin(id, 7, false)
  await settled()
  for (const event of late) client.receive(event)
  expect(numbers()).toEqual([1])
  server.remove(id, 1)
  expect(numbers()).toEqual([])
})
