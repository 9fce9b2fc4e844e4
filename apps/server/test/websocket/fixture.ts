import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Sink } from '@chime/realtime'
import { expect } from 'vitest'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { SocketConnection } from '../../src/websocket/connection.ts'
import { SocketCounters } from '../../src/websocket/counters.ts'
import { encoder } from '../../src/websocket/trpc/encoder.ts'

// For the tests of sockets: a `SocketConnection` whose other end is a plain WebSocket client, and no tRPC.

export type SocketPair = Awaited<ReturnType<typeof openSocketPair>>

export async function openSocketPair({ limitFrameRate = false } = {}) {
  const counters = new SocketCounters()
  const server = createServer()
  // As in `src/websocket/handler.ts`.
  const wss = new WebSocketServer({ noServer: true, autoPong: false })
  const upgraded = new Promise<{ connection: SocketConnection; stream: Duplex }>((resolve) => {
    server.on('upgrade', (req, stream, head) => {
      wss.handleUpgrade(req, stream, head, (ws) => {
        resolve({ connection: new SocketConnection(ws, stream, { counters, limitFrameRate }), stream })
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listening on TCP
  const client = new WebSocket(`ws://127.0.0.1:${port}`)
  const frames: string[] = []
  client.on('message', (data) => frames.push(data.toString()))
  await once(client, 'open')
  const { connection, stream } = await upgraded
  const closed = new Promise<number>((resolve) => client.once('close', resolve))
  return {
    connection,
    /** The stream that the connection writes to. */
    stream,
    counters,
    client,
    /** The frames that the client has received. */
    frames,
    /** Resolves with the close code that the client gets. */
    closed,
    /** Listens to the client's frames, in place of tRPC. */
    onMessage(listener: (text: string) => void) {
      connection.on('message', (data: RawData) => listener(data.toString()))
    },
    /** Sends a response as tRPC's handler does. */
    respond: (response: object) => connection.send(String(encoder.encode(response))),
    end() {
      client.terminate()
      connection.terminate()
      server.close()
    },
  }
}

/** Opens a subscription under this request id, which begins with the events `hello`. */
export async function openSubscription(
  { connection, respond }: SocketPair,
  { hello = '', id = 1 as unknown, drained = () => {} } = {},
) {
  const { sink, opening, close } = connection.openSink(() => hello, drained)
  respond({ id, result: { type: 'data', data: opening } })
  await Promise.resolve()
  return { sink, close }
}

/** Writes until the socket is full. */
export function fill(sink: Sink): void {
  const event = JSON.stringify({ type: 'x', text: 'x'.repeat(256 * 1024) })
  for (let written = 0; sink.write(event); written++) expect(written).toBeLessThan(1_000)
}
