import { limits } from '@chime/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { socketLimits } from '../../src/websocket/limits.ts'
import { encoder } from '../../src/websocket/trpc/encoder.ts'
import { openSocketPair, type SocketPair } from './fixture.ts'

let pair: SocketPair
beforeEach(async () => {
  pair = await openSocketPair()
})
afterEach(() => pair.end())
const soon = { timeout: 5_000 }

describe('a client that fires calls', () => {
  const call = (id: unknown) => JSON.stringify({ id, method: 'query', params: { path: 'x' } })

  /** Stands in for tRPC: decodes requests. @returns the ids of the requests to be answered */
  function serve() {
    const open: unknown[] = []
    pair.onMessage((text) => {
      const message = encoder.decode(text) as { id: unknown } | { id: unknown }[]
      for (const { id } of [message].flat()) open.push(id)
    })
    return open
  }

  it('without end is read no further than so many calls under way, and is answered each once', async () => {
    const open = serve()
    const total = 100_000
    for (let id = 0; id < total; id++) pair.client.send(call(id))
    let most = 0
    let answered = 0
    await vi.waitFor(() => expect(open.length).toBeGreaterThanOrEqual(socketLimits.pendingCallsMax), soon)
    // As long as nothing is answered, nothing more is read.
    for (let i = 0; i < 50; i++) await new Promise(setImmediate)
    const read = open.length
    // The network is read in chunks of 64 KiB, so a few calls more than the limit are read.
    expect(read).toBeLessThan(socketLimits.pendingCallsMax + 2_000)
    while (answered < total) {
      most = Math.max(most, open.length)
      for (const id of open.splice(0)) {
        answered++
        pair.respond({ id, result: { type: 'data', data: 1 } })
      }
      await new Promise(setImmediate)
    }
    expect(most).toBeLessThan(socketLimits.pendingCallsMax + 2_000)
    await vi.waitFor(() => expect(pair.frames).toHaveLength(total), { timeout: 10_000 })
    expect(new Set(pair.frames.map((frame) => JSON.parse(frame).id)).size).toBe(total)
  })

  it('under one and the same id is bounded as well', async () => {
    const open = serve()
    for (let i = 0; i < 20_000; i++) pair.client.send(call('same'))
    await vi.waitFor(() => expect(open.length).toBeGreaterThanOrEqual(socketLimits.pendingCallsMax), soon)
    for (let i = 0; i < 50; i++) await new Promise(setImmediate)
    expect(open.length).toBeLessThan(socketLimits.pendingCallsMax + 2_000)
  })

  it('is not held up by what was answered, nor by streams that go on', async () => {
    const open = serve()
    for (let i = 0; i < 10; i++) {
      const batch = Array.from({ length: 100 }, (_, k) => JSON.parse(call(`${i} ${k}`)))
      const heard = open.length + 100
      pair.client.send(JSON.stringify(batch))
      await vi.waitFor(() => expect(open).toHaveLength(heard), soon)
      for (const { id } of batch) pair.respond({ id, result: { type: i % 2 ? 'started' : 'data', data: 1 } })
      // Later frames of subscriptions answer no pending call.
      for (const { id } of batch) pair.respond({ id, result: { type: 'data', data: 2 } })
    }
    expect(open).toHaveLength(1_000)
  })

  it('is not held up by frames that were refused as a whole', async () => {
    let heard = 0
    pair.onMessage((text) => {
      encoder.decode(text)
      heard++
      pair.respond({ id: null, error: {} })
    })
    const batch = JSON.stringify(Array.from({ length: 100 }, (_, i) => JSON.parse(call(i))))
    for (let i = 0; i < 50; i++) pair.client.send(batch)
    await vi.waitFor(() => expect(heard).toBe(50), soon)
  })

  it('and does not read the answers is asked no more until it does', async () => {
    const open = serve()
    const answer = 'x'.repeat(100_000)
    let sent = 0
    const more = setInterval(() => {
      for (let i = 0; i < 20 && sent < 1_000; i++) pair.client.send(call(sent++))
    }, 1)
    pair.client.pause()
    let answered = 0
    const serveAll = () => {
      for (const id of open.splice(0)) {
        answered++
        pair.respond({ id, result: { type: 'data', data: answer } })
      }
    }
    for (let quiet = 0; quiet < 100; quiet++) {
      if (open.length > 0) quiet = 0
      serveAll()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(answered).toBeLessThan(300)
    expect(pair.connection.isOpen).toBe(true)
    pair.client.resume()
    while (pair.frames.length < 1_000) {
      serveAll()
      await new Promise(setImmediate)
    }
    clearInterval(more)
  })

  it('that would be answered with more than fits is closed with 1013', async () => {
    const answer = 'x'.repeat(limits.frameBytesMax)
    pair.client.pause()
    for (let i = 0; i < 50 && pair.connection.isOpen; i++)
      pair.respond({ id: i, result: { type: 'data', data: answer } })
    expect(pair.connection.isOpen).toBe(false)
    pair.client.resume()
    expect(await pair.closed).toBe(1013)
    expect(pair.frames.length).toBeLessThan(40)
  })
})
