import { limits } from '@chime/protocol'
import type { Sink } from '@chime/realtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encoder } from './encoder.ts'
import { openWire, type WirePair } from './testing-wire.ts'
import { wireLimits } from './wire-limits.ts'

let pair: WirePair
beforeEach(async () => {
  pair = await openWire()
})
afterEach(() => {
  vi.useRealTimers()
  pair.end()
})

async function begin({ hello = '', id = 1 as unknown, drained = () => {} } = {}) {
  const { sink, opening, close } = pair.wire.openSink(() => hello, drained)
  pair.respond({ id, result: { type: 'data', data: opening } })
  await Promise.resolve()
  return { sink, close }
}
const event = (kib: number) => JSON.stringify({ type: 'x', text: 'x'.repeat(kib * 1024) })
function fill(sink: Sink): void {
  for (let written = 0; sink.write(event(256)); written++) expect(written).toBeLessThan(1_000)
}
const soon = { timeout: 5_000 }

describe("a subscription's frames", () => {
  it('carry the id of its request, in the form of a stock batch of data', async () => {
    const { sink, opening } = pair.wire.openSink(
      () => '{"type":"hello"}',
      () => {},
    )
    sink.write('{"n":0}')
    pair.respond({ id: 'a "quoted" id', jsonrpc: '2.0', result: { type: 'data', data: opening } })
    await Promise.resolve()
    sink.write('{"n":1},{"n":2}')
    await vi.waitFor(() => expect(pair.frames).toHaveLength(3))
    const data = (...rows: object[]) => ({ id: 'a "quoted" id', jsonrpc: '2.0', result: { type: 'data', data: rows } })
    expect(pair.frames.map((frame) => JSON.parse(frame))).toEqual([
      data({ type: 'hello' }),
      data({ n: 0 }),
      data({ n: 1 }, { n: 2 }),
    ])
  })

  it('are whole at every length that the header of a frame tells apart, also where a character takes several bytes', async () => {
    const { sink } = await begin({ hello: '"hello"' })
    const texts = [0, 60, 80, 81, 82, 126, 1_000, 65_480, 65_490, 65_536, 300_000].map((n) =>
      JSON.stringify('x'.repeat(n)),
    )
    texts.push(JSON.stringify('夜🌙é'.repeat(10_000)))
    for (const text of texts) sink.write(text)
    await vi.waitFor(() => expect(pair.frames).toHaveLength(texts.length + 1), soon)
    expect(pair.frames.slice(1)).toEqual(texts.map((text) => `{"id":1,"result":{"type":"data","data":[${text}]}}`))
  })

  it('keep their order with answers and with the notices of the server', async () => {
    const { sink } = await begin({ hello: '0' })
    const other = await begin({ hello: '0', id: 2 })
    await vi.waitFor(() => expect(pair.frames).toHaveLength(2))
    for (let n = 1; n < 50; n++) {
      sink.write(`${n}`)
      if (n % 3 === 0) pair.respond({ id: n, result: { type: 'data', data: n } })
      if (n % 5 === 0) other.sink.write(`${n}`)
      if (n % 7 === 0) await new Promise(setImmediate)
    }
    other.close()
    pair.wire.close(1012, 'restarting')
    expect(await pair.closed).toBe(1012)
    const expected = Array.from({ length: 49 }, (_, i) => i + 1).flatMap((n) => [
      [n],
      ...(n % 3 === 0 ? [n] : []),
      ...(n % 5 === 0 ? [[n]] : []),
    ])
    expect(pair.frames.slice(2).map((frame) => JSON.parse(frame).result.data)).toEqual(expected)
  })

  it('are the same bytes for every socket that gets the same', async () => {
    const others = await Promise.all([openWire(), openWire()])
    const written: Buffer[] = []
    const sinks = await Promise.all(
      [pair, ...others].map(async ({ wire, respond }) => {
        const { sink, opening } = wire.openSink(
          () => '',
          () => {},
        )
        respond({ id: 1, result: { type: 'data', data: opening } })
        await Promise.resolve()
        const write = wire.write.bind(wire)
        wire.write = (frame) => {
          written.push(frame)
          return write(frame)
        }
        return sink
      }),
    )
    for (const sink of sinks) sink.write('{"n":1}')
    expect(new Set(written).size).toBe(1)
    await Promise.resolve()
    for (const sink of sinks) sink.write('{"n":1}')
    expect(new Set(written).size).toBe(2)
    for (const { end } of others) end()
  })

  it('are held back from a socket that takes nothing, until it has drained', async () => {
    const drained = vi.fn()
    const { sink } = await begin({ drained })
    pair.client.pause()
    fill(sink)
    expect(drained).not.toHaveBeenCalled()
    pair.client.resume()
    await vi.waitFor(() => expect(drained).toHaveBeenCalledTimes(1), soon)
    expect(sink.write('{"n":1}')).toBe(true)
  })

  it('end with 1013 on a socket that has taken nothing for 30 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { sink } = await begin()
    pair.client.pause()
    fill(sink)
    vi.advanceTimersByTime(29_000)
    expect(pair.wire.isOpen).toBe(true)
    vi.advanceTimersByTime(2_000)
    expect(pair.wire.isOpen).toBe(false)
    pair.client.resume()
    expect(await pair.closed).toBe(1013)
    expect(pair.counts.closedBy.get(1013)).toBe(1)
  })
})

describe('all of a turn leaves in one write', () => {
  /** How often the system was asked to write. */
  function countWrites(): () => number {
    // What a stream calls for one chunk, and for several.
    const [one, several] = [vi.spyOn(pair.stream, '_write'), vi.spyOn(pair.stream, '_writev')]
    return () => one.mock.calls.length + several.mock.calls.length
  }

  it('answers to many calls, together with the events of a stream', async () => {
    const { sink } = await begin({ hello: '0' })
    await vi.waitFor(() => expect(pair.frames).toHaveLength(1))
    const writes = countWrites()
    for (let id = 0; id < 50; id++) pair.respond({ id, result: { type: 'data', data: 'x' } })
    sink.write('{"n":1}')
    await vi.waitFor(() => expect(pair.frames).toHaveLength(52))
    expect(writes()).toBe(1)
  })

  it('the events of several streams', async () => {
    const sinks = [await begin({ hello: '0' }), await begin({ hello: '0', id: 2 }), await begin({ hello: '0', id: 3 })]
    await vi.waitFor(() => expect(pair.frames).toHaveLength(3))
    const writes = countWrites()
    for (const { sink } of sinks) sink.write('{"n":1}')
    await vi.waitFor(() => expect(pair.frames).toHaveLength(6))
    expect(writes()).toBe(1)
  })
})

describe('a client that fires calls', () => {
  const call = (id: unknown) => JSON.stringify({ id, method: 'query', params: { path: 'x' } })

  /** Stands for tRPC: decodes, and answers when told to. */
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
    await vi.waitFor(() => expect(open.length).toBeGreaterThanOrEqual(wireLimits.callsInFlight), soon)
    // Nothing is answered for a while: nothing more is read.
    for (let i = 0; i < 50; i++) await new Promise(setImmediate)
    const read = open.length
    // One chunk of the network is read at once: 64 KiB of the smallest calls.
    expect(read).toBeLessThan(wireLimits.callsInFlight + 2_000)
    while (answered < total) {
      most = Math.max(most, open.length)
      for (const id of open.splice(0)) {
        answered++
        pair.respond({ id, result: { type: 'data', data: 1 } })
      }
      await new Promise(setImmediate)
    }
    expect(most).toBeLessThan(wireLimits.callsInFlight + 2_000)
    await vi.waitFor(() => expect(pair.frames).toHaveLength(total), { timeout: 10_000 })
    expect(new Set(pair.frames.map((frame) => JSON.parse(frame).id)).size).toBe(total)
  })

  it('under one and the same id is bounded as well', async () => {
    const open = serve()
    for (let i = 0; i < 20_000; i++) pair.client.send(call('same'))
    await vi.waitFor(() => expect(open.length).toBeGreaterThanOrEqual(wireLimits.callsInFlight), soon)
    for (let i = 0; i < 50; i++) await new Promise(setImmediate)
    expect(open.length).toBeLessThan(wireLimits.callsInFlight + 2_000)
  })

  it('is not held up by what was answered, nor by streams that go on', async () => {
    const open = serve()
    for (let i = 0; i < 10; i++) {
      const batch = Array.from({ length: 100 }, (_, k) => JSON.parse(call(`${i} ${k}`)))
      const heard = open.length + 100
      pair.client.send(JSON.stringify(batch))
      await vi.waitFor(() => expect(open).toHaveLength(heard), soon)
      for (const { id } of batch) pair.respond({ id, result: { type: i % 2 ? 'started' : 'data', data: 1 } })
      // Later frames of streams answer nothing that is waited for.
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
    expect(pair.wire.isOpen).toBe(true)
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
    for (let i = 0; i < 50 && pair.wire.isOpen; i++) pair.respond({ id: i, result: { type: 'data', data: answer } })
    expect(pair.wire.isOpen).toBe(false)
    pair.client.resume()
    expect(await pair.closed).toBe(1013)
    expect(pair.frames.length).toBeLessThan(40)
  })
})

describe('a socket that is too fast is closed with 4429', () => {
  it.each([
    ['texts', (pair: WirePair) => pair.client.send('PING')],
    ['pings', (pair: WirePair) => pair.client.ping()],
  ])('with %s', async (_what, fire) => {
    const paced = await openWire({ paced: true })
    paced.onMessage(() => {})
    for (let i = 0; i < wireLimits.framesAtOnce; i++) fire(paced)
    await vi.waitFor(() => expect(paced.wire.isOpen).toBe(true))
    const more = setInterval(() => {
      for (let i = 0; i < 500; i++) fire(paced)
    }, 5)
    expect(await paced.closed).toBe(4429)
    clearInterval(more)
    paced.end()
  })

  it('unless rate limits are off', async () => {
    let heard = 0
    pair.onMessage(() => heard++)
    for (let i = 0; i < 2 * wireLimits.framesAtOnce; i++) pair.client.send('PING')
    await vi.waitFor(() => expect(heard).toBe(2 * wireLimits.framesAtOnce), soon)
    expect(pair.wire.isOpen).toBe(true)
  })
})

describe('a socket that is closed', () => {
  it('begins nothing more, and is cut off when its peer does not finish', async () => {
    let heard = 0
    pair.onMessage(() => heard++)
    pair.wire.close(1012, 'restarting')
    pair.client.send('late')
    expect(await pair.closed).toBe(1012)
    expect(heard).toBe(0)
    expect(pair.wire.write(Buffer.from('nothing'))).toBe(true)
    pair.wire.send('nothing')
    await pair.wire.closed()
  })

  it('is told apart from one that does not answer pings, which is cut off', async () => {
    const heard = new Promise<void>((resolve) => pair.onMessage(() => resolve()))
    pair.client.on('ping', () => pair.client.send('a sign of life'))
    pair.wire.beat()
    await heard
    pair.wire.beat()
    expect(pair.wire.isOpen).toBe(true)
    pair.client.pause()
    pair.wire.beat()
    pair.wire.beat()
    expect(pair.wire.isOpen).toBe(false)
  })
})
