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

test('receipts are asked for once somebody looks, move with events alone, and are asked for anew after a gap', async () => {
  const { server, client, id } = await setUp()
  server.send(id, bob, 'one')
  server.channel(id).read.set(bob, 1)
  const channel = client.chime.channel(id)
  await settled()
  expect(client.counts.get('channels.receipts')).toBe(undefined)
  watch(channel.receipts)
  await settled()
  expect(channel.receipts.get()).toEqual([{ userId: bob, readNumber: 1 }])
  server.send(id, server.me.id, 'two')
  server.read(id, bob, 2)
  expect(channel.receipts.get()).toEqual([{ userId: bob, readNumber: 2 }])
  server.channel(id).read.set(bob, 3)
  server.send(id, bob, 'three')
  // Writing is not reading.
  expect(channel.receipts.get()).toEqual([{ userId: bob, readNumber: 2 }])
  client.cut()
  server.read(id, bob, 1)
  client.reconnect()
  await settled()
  expect(channel.receipts.get()).toEqual([{ userId: bob, readNumber: 1 }])
})
