import { expect, test, vi } from 'vitest'
import type { Topic } from '../../src/bus/bus.ts'
import { Client } from './client.ts'
import { hubFixture, turn } from './fixture.ts'

const startHub = hubFixture()
const c: Topic = 'channel:c'

test('what is published between following and hello is held, and comes after hello, once', async () => {
  const { clients, connect, db, hub, joinC, publish } = startHub()
  await joinC('u1', 'u2')
  await connect({ userId: 'u2' })
  const client = new Client(db, { userId: 'u1' })
  clients.push(client)
  const released = Promise.withResolvers<void>()
  let reads = 0
  db.fault = async () => {
    reads += 1
    // What comes before the heads are read is part of the hello. What comes after that is held.
    if (reads === 2) await publish(db.commit(c, [1]))
    if (reads === 3) await publish(db.commit(c, [2]), db.commit(c, [3]))
    if (reads === 3) await released.promise
  }
  const opened = client.open(hub)
  await vi.waitFor(() => expect(reads).toBe(3))
  await turn()
  expect(client.writes).toEqual([])
  released.resolve()
  await opened
  await turn()
  expect(client.writes).toHaveLength(1)
  const events = JSON.parse(`[${client.writes[0]}]`)
  expect(events.map((e: { row?: number }) => e.row)).toEqual([undefined, 2, 3])
  expect(client.missing()).toEqual([])
})

test('a stream on a socket whose others have closed begins anew', async () => {
  const { connect, db, joinC, publish } = startHub()
  await joinC('u1')
  const client = await connect({ userId: 'u1' })
  client.stream?.close()
  await publish(db.commit('user:u1', [1]), db.commit('user:u1', [2]))
  await client.reopen()
  await publish(db.commit('user:u1', [3]))
  await turn()
  expect(client.missing()).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(db.reads).toEqual([])
})

test('a channel that came to be mine while heads were read is followed', async () => {
  const { clients, db, hub, publish } = startHub()
  const client = new Client(db, { userId: 'u1' })
  clients.push(client)
  let reads = 0
  db.fault = async () => {
    reads += 1
    if (reads === 2) db.join('c', 'u1')
    // This comes before the hub has subscribed, and so it is not heard.
    if (reads === 3) db.commit(c, [1])
  }
  await client.open(hub)
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(client.hellos).toBe(1)
  await publish(db.commit(c, [2]))
  await turn()
  expect(client.missing()).toEqual([])
})

test('a stream that is held too long asks again instead of growing without bound', async () => {
  const { clients, db, hub, joinC, publish } = startHub({ heldMax: 3 })
  await joinC('u1')
  const client = new Client(db, { userId: 'u1' })
  clients.push(client)
  let reads = 0
  db.fault = async () => {
    reads += 1
    if (reads === 3) for (let i = 0; i < 5; i += 1) await publish(db.commit(c, [i]))
  }
  await client.open(hub)
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect(reads).toBe(6)
  expect(client.hellos).toBe(1)
})

test('streams that close while they are being opened leave nothing behind', async () => {
  const { hub, joinC } = startHub()
  await joinC('u1')
  const connection = await hub.connect({ id: 'x', userId: 'u1', sessionId: 's', close() {} })
  const stream = connection.open({ write: () => true }, { allChannels: true, resync() {} })
  const following = stream.subscribe(['user:u1', c])
  connection.disconnect()
  await following
  await stream.subscribe([c])
  stream.release(new Map([[c, 1]]), 'hello')
  stream.resume()
  connection.open({ write: () => true }, { allChannels: true, resync() {} }).close()
  await turn()
  expect(hub.stats()).toMatchObject({ sockets: 0, streams: 0, topics: 0, repairs: 0 })
})

test('who joins after the heads were read is told by fresh heads', async () => {
  const { clients, connect, db, hub, joinC, publish } = startHub()
  await joinC('u2')
  await connect({ userId: 'u2' })
  const client = new Client(db, { userId: 'u1' })
  clients.push(client)
  let reads = 0
  db.fault = async () => {
    reads += 1
    if (reads === 3) await publish(...db.join('c', 'u1'), db.commit(c, [1]))
  }
  await client.open(hub)
  await vi.waitFor(() => expect(client.missing()).toEqual([]))
  expect([client.hellos, reads]).toEqual([1, 6])
  await publish(db.commit(c, [2]))
  await turn()
  expect(client.missing()).toEqual([])
})
