import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fill, openSocketPair, openSubscription, type SocketPair } from './fixture.ts'

let pair: SocketPair
beforeEach(async () => {
  pair = await openSocketPair()
})
afterEach(() => {
  vi.useRealTimers()
  pair.end()
})
const soon = { timeout: 5_000 }

describe("a subscription's frames", () => {
  it('carry the id of its request, in the form of a stock batch of data', async () => {
    const { sink, opening } = pair.connection.openSink(
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
    const { sink } = await openSubscription(pair, { hello: '"hello"' })
    const texts = [0, 60, 80, 81, 82, 126, 1_000, 65_480, 65_490, 65_536, 300_000].map((n) =>
      JSON.stringify('x'.repeat(n)),
    )
    texts.push(JSON.stringify('夜🌙é'.repeat(10_000)))
    for (const text of texts) sink.write(text)
    await vi.waitFor(() => expect(pair.frames).toHaveLength(texts.length + 1), soon)
    expect(pair.frames.slice(1)).toEqual(texts.map((text) => `{"id":1,"result":{"type":"data","data":[${text}]}}`))
  })

  it('keep their order with answers and with the notices of the server', async () => {
    const { sink } = await openSubscription(pair, { hello: '0' })
    const other = await openSubscription(pair, { hello: '0', id: 2 })
    await vi.waitFor(() => expect(pair.frames).toHaveLength(2))
    for (let n = 1; n < 50; n++) {
      sink.write(`${n}`)
      if (n % 3 === 0) pair.respond({ id: n, result: { type: 'data', data: n } })
      if (n % 5 === 0) other.sink.write(`${n}`)
      if (n % 7 === 0) await new Promise(setImmediate)
    }
    other.close()
    pair.connection.close(1012, 'restarting')
    expect(await pair.closed).toBe(1012)
    const expected = Array.from({ length: 49 }, (_, i) => i + 1).flatMap((n) => [
      [n],
      ...(n % 3 === 0 ? [n] : []),
      ...(n % 5 === 0 ? [[n]] : []),
    ])
    expect(pair.frames.slice(2).map((frame) => JSON.parse(frame).result.data)).toEqual(expected)
  })

  it('are the same bytes for every socket that gets the same', async () => {
    const others = await Promise.all([openSocketPair(), openSocketPair()])
    const written: Buffer[] = []
    const sinks = await Promise.all(
      [pair, ...others].map(async ({ connection, respond }) => {
        const { sink, opening } = connection.openSink(
          () => '',
          () => {},
        )
        respond({ id: 1, result: { type: 'data', data: opening } })
        await Promise.resolve()
        const write = connection.write.bind(connection)
        connection.write = (frame) => {
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
    const { sink } = await openSubscription(pair, { drained })
    pair.client.pause()
    fill(sink)
    expect(drained).not.toHaveBeenCalled()
    pair.client.resume()
    await vi.waitFor(() => expect(drained).toHaveBeenCalledTimes(1), soon)
    expect(sink.write('{"n":1}')).toBe(true)
  })

  it('end with 1013 on a socket that has taken nothing for 30 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { sink } = await openSubscription(pair)
    pair.client.pause()
    fill(sink)
    vi.advanceTimersByTime(29_000)
    expect(pair.connection.isOpen).toBe(true)
    vi.advanceTimersByTime(2_000)
    expect(pair.connection.isOpen).toBe(false)
    pair.client.resume()
    expect(await pair.closed).toBe(1013)
    expect(pair.counters.closedByCode.get(1013)).toBe(1)
  })
})

describe('all of a turn leaves in one write', () => {
  /** Counts the writes to the network. */
  function countWrites(): () => number {
    // Node's streams call `_write` for one chunk, and `_writev` for several.
    const [one, several] = [vi.spyOn(pair.stream, '_write'), vi.spyOn(pair.stream, '_writev')]
    return () => one.mock.calls.length + several.mock.calls.length
  }

  it('answers to many calls, together with the events of a stream', async () => {
    const { sink } = await openSubscription(pair, { hello: '0' })
    await vi.waitFor(() => expect(pair.frames).toHaveLength(1))
    const writes = countWrites()
    for (let id = 0; id < 50; id++) pair.respond({ id, result: { type: 'data', data: 'x' } })
    sink.write('{"n":1}')
    await vi.waitFor(() => expect(pair.frames).toHaveLength(52))
    expect(writes()).toBe(1)
  })

  it('the events of several streams', async () => {
    const subscriptions = await Promise.all([1, 2, 3].map((id) => openSubscription(pair, { hello: '0', id })))
    await vi.waitFor(() => expect(pair.frames).toHaveLength(3))
    const writes = countWrites()
    for (const { sink } of subscriptions) sink.write('{"n":1}')
    await vi.waitFor(() => expect(pair.frames).toHaveLength(6))
    expect(writes()).toBe(1)
  })
})
