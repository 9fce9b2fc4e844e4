import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Sink } from '@chime/realtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { encoder, openSink } from './frames.ts'

let wss: WebSocketServer
let client: WebSocket
let server: WebSocket
let frames: string[]
beforeEach(async () => {
  wss = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(wss, 'listening')
  const { port } = wss.address() as AddressInfo // listening on TCP
  client = new WebSocket(`ws://127.0.0.1:${port}`)
  frames = []
  client.on('message', (data) => frames.push(data.toString()))
  const [[socket]] = await Promise.all([once(wss, 'connection'), once(client, 'open')])
  server = socket
})
afterEach(() => {
  vi.useRealTimers()
  client.terminate()
  wss.close()
})

/** What the stock handler does with a subscription's first value. */
function begin(opening: object, ids: object): void {
  const frame = encoder.encode({ ...ids, result: { type: 'data', data: opening } })
  server.send(frame)
}
const events = (kib: number) => JSON.stringify({ type: 'x', text: 'x'.repeat(kib * 1024) })
function fill(sink: Sink): void {
  for (let written = 0; sink.write(events(256)); written++) expect(written).toBeLessThan(1_000)
}

describe("a subscription's frames", () => {
  it('carry the id of its request, in the form of a stock batch of data', async () => {
    const { sink, opening } = openSink(
      server,
      () => '{"type":"hello"}',
      () => {},
    )
    sink.write('{"n":0}')
    begin(opening, { id: 'a "quoted" id', jsonrpc: '2.0' })
    await Promise.resolve()
    sink.write('{"n":1},{"n":2}')
    await vi.waitFor(() => expect(frames).toHaveLength(3))
    const data = (...rows: object[]) => ({ id: 'a "quoted" id', jsonrpc: '2.0', result: { type: 'data', data: rows } })
    expect(frames.map((frame) => JSON.parse(frame))).toEqual([
      data({ type: 'hello' }),
      data({ n: 0 }),
      data({ n: 1 }, { n: 2 }),
    ])
  })

  it('are held back from a socket that takes nothing, until it has drained', async () => {
    const drained = vi.fn()
    const { sink, opening } = openSink(server, () => '', drained)
    begin(opening, { id: 1 })
    await Promise.resolve()
    client.pause()
    fill(sink)
    expect(drained).not.toHaveBeenCalled()
    client.resume()
    await vi.waitFor(() => expect(drained).toHaveBeenCalledTimes(1), { timeout: 5_000 })
    expect(sink.write('{"n":1}')).toBe(true)
  })

  it('end with 1013 on a socket that has taken nothing for 30 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { sink, opening } = openSink(
      server,
      () => '',
      () => {},
    )
    begin(opening, { id: 1 })
    await Promise.resolve()
    client.pause()
    fill(sink)
    vi.advanceTimersByTime(29_000)
    expect(server.readyState).toBe(server.OPEN)
    vi.advanceTimersByTime(2_000)
    const closed = once(client, 'close')
    client.resume()
    expect((await closed)[0]).toBe(1013)
  })
})
