import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { limits } from '@chime/protocol'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { startProxy } from '@chime/testing/tcp-proxy'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Person, person } from '../person.ts'

const soon = { timeout: 15_000, interval: 20 }

let server: ChimeServer
let ada: Person
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
}, 60_000)
afterAll(async () => {
  ada.close()
  await server.close()
})

test('a dead link is noticed within eight seconds, and what was written meanwhile is sent over the next', {
  timeout: 60_000,
}, async () => {
  const link = await startProxy(server.url)
  const chime = ada.chime({ url: link.url })
  chime.connect()
  await chime.ready()
  const { id } = await chime.trpc.channels.create.mutate({ kind: 'group', name: 'far away' })
  chime.channel(id).open()
  const startedAt = performance.now()
  link.hang()
  const sent = chime.channel(id).send('into the void')
  await vi.waitFor(() => expect(chime.connection.get().status).toBe('reconnecting'), soon)
  expect(performance.now() - startedAt).toBeLessThan(8_000)
  link.mend()
  expect((await sent.done).content).toBe('into the void')
  await vi.waitFor(() => {
    const { items } = chime.channel(id).timeline.get()
    expect(items.map((item) => item.state === 'sent' && item.message.content)).toEqual(['into the void'])
  }, soon)
  chime.close()
  link.close()
})

test('one connection too many ends the oldest, which does not push out another in turn', {
  timeout: 60_000,
}, async () => {
  const bob = await person(server.url, 'bob')
  const oldest = await bob.online()
  const others = []
  for (let i = 0; i < limits.socketsPerUserMax; i++) others.push(await bob.online())
  await vi.waitFor(
    () => expect(oldest.connection.get()).toMatchObject({ status: 'ended', reason: 'TOO_MANY_CONNECTIONS' }),
    soon,
  )
  expect(others.map((each) => each.connection.get().status)).toEqual(others.map(() => 'online'))
  others.pop()?.close()
  oldest.connect()
  await oldest.ready()
  expect(oldest.connection.get().status).toBe('online')
  bob.close()
})

test('closing and connecting in quick turns ends with what came last', { timeout: 30_000 }, async () => {
  const chime = ada.chime()
  for (let i = 0; i < 5; i++) {
    chime.connect()
    chime.close()
  }
  expect(chime.connection.get().status).toBe('offline')
  chime.connect()
  await chime.ready()
  const { id } = await chime.trpc.channels.create.mutate({ kind: 'group', name: 'again' })
  expect((await chime.channel(id).send('here').done).number).toBeGreaterThan(0)
  chime.close()
  expect(chime.connection.get()).toMatchObject({ status: 'offline', retryAt: null })
  await expect(chime.trpc.channels.list.query()).rejects.toThrow('closed')
})

test('a token from a function is asked for at each connection', { timeout: 30_000 }, async () => {
  const tokens = vi.fn(() => ada.token)
  const chime = ada.chime({ token: tokens })
  chime.connect()
  await chime.ready()
  const before = tokens.mock.calls.length
  chime.close()
  chime.connect()
  await chime.ready()
  expect(tokens.mock.calls.length).toBeGreaterThan(before)
  chime.close()
})

test('what is written before the client knows who it is, is sent when it does', { timeout: 30_000 }, async () => {
  const { trpc } = await ada.online()
  const { id } = await trpc.channels.create.mutate({ kind: 'group', name: 'early' })
  const chime = ada.chime()
  const { done } = chime.channel(id).send('early bird')
  chime.connect()
  expect((await done).content).toBe('early bird')
})

test('a closed client keeps no process alive', { timeout: 30_000 }, async () => {
  const program = `
    import { createChime } from '@chime/client'
    const chime = createChime({ url: process.argv[1], token: process.argv[2] })
    chime.presence(process.argv[3]).subscribe(() => {})()
    chime.connect()
    await chime.ready()
    chime.close()
    const closedAt = Date.now()
    process.on('exit', () => process.send(Date.now() - closedAt))`
  const args = ['--input-type=module', '--eval', program, server.url, ada.token, ada.user.id]
  const cwd = fileURLToPath(new URL('../../src', import.meta.url))
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.channel?.unref()
  const [stayedMs] = await once(child, 'message')
  expect(stayedMs).toBeLessThan(2_000)
})
