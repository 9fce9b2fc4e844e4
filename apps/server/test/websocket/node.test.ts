import type { Person } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { openRaw } from '@chime/testing/raw-client'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { socketLimits } from '../../src/websocket/limits.ts'

// The limits of a socket, with tRPC and a whole node. The other tests in this folder test each of them alone.

let node: OneNode
let limited: OneNode
let ann: Person
beforeAll(async () => {
  node = await oneNode()
  limited = await oneNode({ RATE_LIMITS: 'on' })
  ann = await node.person('ann')
})
afterAll(async () => {
  await node.stop()
  await limited.stop()
})

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${node.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
}

it('a client that fires 100,000 calls and reads no answer waits, costs little, and gets all answers when it reads', async () => {
  const total = 100_000
  const socket = await openRaw(node.url, { token: ann.token })
  await socket.ask('query', 'auth.me')
  socket.ws.pause()
  // A refusal repeats the path, so all refusals together are far more than the network's buffers hold.
  const path = `no.such.${'x'.repeat(200)}`
  for (let id = 0; id < total; id++) socket.send({ id, method: 'query', params: { path } })
  const patient = { timeout: 30_000, interval: 50 }
  // Once the socket is full, nothing more is read from it: the number of frames sent stops, far below that of all
  // answers.
  let sent = 0
  await vi.waitFor(async () => {
    const before = sent
    sent = await metric('chime_frames_sent_total')
    expect(await metric('chime_sockets_buffered_bytes')).toBeGreaterThan(socketLimits.highWaterBytes)
    expect(sent).toBe(before)
  }, patient)
  expect((await ann.trpc.auth.me.query()).id).toBe(ann.user.id)
  expect((await metric('chime_frames_sent_total')) - sent).toBeLessThan(5)
  expect(sent).toBeLessThan(total * 0.9)
  expect(await metric('chime_sockets_buffered_bytes')).toBeLessThan(2_000_000)

  socket.ws.resume()
  await vi.waitFor(() => expect(socket.replies.length).toBe(total + 1), patient)
  expect(new Set(socket.replies.map(({ id }) => id)).size).toBe(total + 1)
  expect((await socket.ask('query', 'auth.me')).result).toBeDefined()
  socket.ws.close()
}, 90_000)

it('a client whose calls all wait for the database is read no further, and gets all answers afterwards', async () => {
  const total = 5_000
  const socket = await openRaw(node.url, { token: ann.token })
  await socket.ask('query', 'auth.me')
  const received = await metric('chime_frames_received_total')
  const locked = node.sql(`do $$ begin lock table users; perform pg_sleep(3); end $$`)
  const isLocked = `select from pg_locks where relation = 'users'::regclass and mode = 'AccessExclusiveLock' and granted`
  await vi.waitFor(async () => expect(await node.sql(isLocked)).toHaveLength(1), { interval: 10 })
  for (let id = 0; id < total; id++) socket.send({ id, method: 'query', params: { path: 'auth.me' } })
  let read = 0
  await vi.waitFor(
    async () => {
      const before = read
      read = (await metric('chime_frames_received_total')) - received
      expect(read).toBeGreaterThanOrEqual(socketLimits.pendingCallsMax)
      expect(read).toBe(before)
    },
    { timeout: 2_500, interval: 50 },
  )
  // The network is read in chunks of 64 KiB, so a few calls more than the limit are read.
  expect(read).toBeLessThan(socketLimits.pendingCallsMax + 2_000)
  await locked
  await vi.waitFor(() => expect(socket.replies.length).toBe(total + 1), { timeout: 30_000, interval: 50 })
  socket.ws.close()
}, 90_000)

it('a flood of pings ends with 4429, for that socket alone; with rate limits off it goes on', async () => {
  const ben = await limited.person('ben')
  const [flooding, other] = [
    await openRaw(limited.url, { token: ben.token }),
    await openRaw(limited.url, { token: ben.token }),
  ]
  await Promise.all([flooding.ask('query', 'auth.me'), other.ask('query', 'auth.me')])
  for (let i = 0; i < 1.5 * socketLimits.frameBurst; i++) flooding.ws.ping()
  expect(await flooding.closed).toBe(4429)
  expect((await other.ask('query', 'auth.me')).result).toBeDefined()
  other.ws.close()

  const free = await openRaw(node.url, { token: ann.token })
  for (let i = 0; i < 1.5 * socketLimits.frameBurst; i++) free.ws.ping()
  expect((await free.ask('query', 'auth.me')).result).toBeDefined()
  free.ws.close()
})
