// The least work that Node can do: each frame is built once, and each socket gets one write in each turn of the event loop.
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { serve } from '../process/serve.ts'
import { tokenLookUp } from '../process/token-look-up.ts'

serve(async ({ databaseUrl }) => {
  const lookUp = tokenLookUp(databaseUrl)
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 4_096 })
  await new Promise((resolve) => server.once('listening', resolve))
  const sockets = new Set<Socket>()
  server.on('connection', async (ws, request) => {
    if (!(await lookUp(request.headers.authorization?.slice('Bearer '.length)))) return ws.close()
    ws.send('live')
    sockets.add(request.socket)
    ws.once('close', () => sockets.delete(request.socket))
  })
  let due: Buffer[] = []
  const flush = () => {
    const bytes = Buffer.concat(due)
    due = []
    for (const socket of sockets) socket.write(bytes)
  }
  const { port } = server.address() as AddressInfo // a TCP server has a port
  return {
    url: `http://127.0.0.1:${port}`,
    publish(event) {
      if (due.push(frameOf(event)) === 1) setImmediate(flush)
    },
  }
})

/** A text frame of a server. A length of 126 means that the real length follows, in two bytes. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]), payload])
}
