import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { socketLimits } from '../../src/websocket/limits.ts'
import { openSocketPair, type SocketPair } from './fixture.ts'

let pair: SocketPair
beforeEach(async () => {
  pair = await openSocketPair()
})
afterEach(() => pair.end())
const soon = { timeout: 5_000 }

describe('a socket that is too fast is closed with 4429', () => {
  it.each([
    ['texts', (pair: SocketPair) => pair.client.send('PING')],
    ['pings', (pair: SocketPair) => pair.client.ping()],
  ])('with %s', async (_what, fire) => {
    const limited = await openSocketPair({ limitFrameRate: true })
    limited.onMessage(() => {})
    for (let i = 0; i < socketLimits.frameBurst; i++) fire(limited)
    await vi.waitFor(() => expect(limited.connection.isOpen).toBe(true))
    const more = setInterval(() => {
      for (let i = 0; i < 500; i++) fire(limited)
    }, 5)
    expect(await limited.closed).toBe(4429)
    clearInterval(more)
    limited.end()
  })

  it('unless rate limits are off', async () => {
    let heard = 0
    pair.onMessage(() => heard++)
    for (let i = 0; i < 2 * socketLimits.frameBurst; i++) pair.client.send('PING')
    await vi.waitFor(() => expect(heard).toBe(2 * socketLimits.frameBurst), soon)
    expect(pair.connection.isOpen).toBe(true)
  })
})

describe('a socket that is closed', () => {
  it('begins nothing more, and is cut off when its peer does not finish', async () => {
    let heard = 0
    pair.onMessage(() => heard++)
    pair.connection.close(1012, 'restarting')
    pair.client.send('late')
    expect(await pair.closed).toBe(1012)
    expect(heard).toBe(0)
    expect(pair.connection.write(Buffer.from('nothing'))).toBe(true)
    pair.connection.send('nothing')
    await pair.connection.closed()
  })

  it('is told apart from one that does not answer pings, which is cut off', async () => {
    const heard = new Promise<void>((resolve) => pair.onMessage(() => resolve()))
    pair.client.on('ping', () => pair.client.send('a sign of life'))
    pair.connection.heartbeat()
    await heard
    pair.connection.heartbeat()
    expect(pair.connection.isOpen).toBe(true)
    pair.client.pause()
    pair.connection.heartbeat()
    pair.connection.heartbeat()
    expect(pair.connection.isOpen).toBe(false)
  })
})
