import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { encoder } from './encoder.ts'
import { Wire } from './wire.ts'
import { WireCounts } from './wire-counts.ts'
import { wireLimits } from './wire-limits.ts'

// For the tests of this package: a `Wire` with a plain socket at its other end, and no tRPC.

export type WirePair = Awaited<ReturnType<typeof openWire>>

export async function openWire({ paced = false } = {}) {
  const counts = new WireCounts()
  const server = createServer()
  // As in websocket.ts; missing in the types of `ws`.
  const wss = new WebSocketServer({ noServer: true, ...{ maxPendingAutoPongs: wireLimits.pongsWaiting } })
  const wired = new Promise<{ wire: Wire; stream: Duplex }>((resolve) => {
    server.on('upgrade', (req, stream, head) => {
      wss.handleUpgrade(req, stream, head, (ws) => resolve({ wire: new Wire(ws, stream, { counts, paced }), stream }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listening on TCP
  const client = new WebSocket(`ws://127.0.0.1:${port}`)
  const frames: string[] = []
  client.on('message', (data) => frames.push(data.toString()))
  await once(client, 'open')
  const { wire, stream } = await wired
  const closed = new Promise<number>((resolve) => client.once('close', resolve))
  return {
    wire,
    /** What the wire writes to. */
    stream,
    counts,
    client,
    /** What the client got. */
    frames,
    /** The code that it was closed with. */
    closed,
    /** What the wire's side gets of the client's frames, in place of tRPC. */
    onMessage(listener: (text: string) => void) {
      wire.on('message', (data: RawData) => listener(data.toString()))
    },
    /** What the stock handler does with a response. */
    respond: (response: object) => wire.send(String(encoder.encode(response))),
    end() {
      client.terminate()
      wire.terminate()
      server.close()
    },
  }
}
