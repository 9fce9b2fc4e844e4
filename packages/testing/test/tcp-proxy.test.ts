import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startProxy, type TcpProxy } from '../src/tcp-proxy.ts'

let echo: Server
let proxy: TcpProxy
let near: Socket
let heard: string

beforeEach(async () => {
  echo = createServer((socket) => void socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const address = echo.address()
  proxy = await startProxy(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
  near = connect(proxy.port, '127.0.0.1')
  near.on('error', () => {})
  heard = ''
  near.setEncoding('utf8').on('data', (text: string) => {
    heard += text
  })
  near.write('hello ')
  await says('hello ')
})

afterEach(async () => {
  near.destroy()
  await proxy.close()
  echo.close()
})

const says = (text: string) => vi.waitFor(() => expect(heard).toBe(text), { timeout: 5_000, interval: 5 })

test('what is said while packets vanish arrives later, in its order', async () => {
  proxy.losePackets(1, 'late')
  for (const word of ['a ', 'b ', 'c ']) near.write(word)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(heard).toBe('hello ')
  proxy.mend()
  near.write('d')
  await says('hello a b c d')
})

test('a connection that lost something breaks when the link is mended, and not before', async () => {
  const closed = once(near, 'close')
  proxy.losePackets(1, 'lost')
  near.write('lost')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(near.destroyed).toBe(false)
  proxy.mend()
  await closed
  expect(heard).toBe('hello ')
})

test('a slow link that becomes quick again keeps the order', async () => {
  proxy.slow(60)
  near.write('slow ')
  await new Promise((resolve) => setTimeout(resolve, 10))
  proxy.mend()
  near.write('quick')
  await says('hello slow quick')
})

test('a link that is cut ends its connections and takes no other until it is mended', async () => {
  const closed = once(near, 'close')
  proxy.down()
  await closed
  const refused = connect(proxy.port, '127.0.0.1')
  await once(
    refused.on('error', () => {}),
    'close',
  )
  proxy.mend()
  near = connect(proxy.port, '127.0.0.1')
  near.on('data', (data) => {
    heard += String(data)
  })
  near.write('again')
  await says('hello again')
})
