import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { awaitReader, cutIdle } from '../../src/http/deadlines.ts'
import { httpLimits } from '../../src/http/limits.ts'

const usual = { ...httpLimits }
/** More than what the system keeps on the way. */
const bytes = 64 * 1024 * 1024

afterEach(() => {
  Object.assign(httpLimits, usual)
})

/** Asks a server for a large answer. @param everyMs how often a piece of it is read; null: never */
async function ask(listener: RequestListener, everyMs: number | null) {
  const server = createServer(listener)
  cutIdle(server)
  const closed = new Promise<number>((resolve) =>
    server.on('connection', (socket) => {
      const began = performance.now()
      socket.once('close', () => resolve(performance.now() - began))
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1') // listening on TCP
  socket.on('error', () => {}).pause()
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const reading = everyMs === null ? undefined : setInterval(() => socket.read(65_536), everyMs)
  const tookMs = await closed
  clearInterval(reading)
  socket.destroy()
  server.close()
  return tookMs
}

it('an answer of which nothing is read is given up', async () => {
  httpLimits.idleTimeoutMs = 500
  expect(await ask((_req, res) => void res.end(Buffer.alloc(bytes)), null)).toBeLessThan(5_000)
})

it('an answer that is read a little now and then is given up too', async () => {
  httpLimits.answerTimeoutMs = 1_500
  const answer: RequestListener = (_req, res) => {
    awaitReader(res)
    res.end(Buffer.alloc(bytes))
  }
  expect(await ask(answer, 100)).toBeLessThan(5_000)
})

it('a client that waits for us is not cut off, however long it takes', async () => {
  httpLimits.idleTimeoutMs = 200
  const server = createServer((_req, res) => void setTimeout(() => res.end('at last'), 1_500))
  cutIdle(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listening on TCP
  const response = await fetch(`http://127.0.0.1:${port}`)
  expect(await response.text()).toBe('at last')
  server.close()
})
