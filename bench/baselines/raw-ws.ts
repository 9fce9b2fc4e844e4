// `ws` and nothing else: one `send` for each socket and event, the obvious way.
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { serve } from '../process/serve.ts'
import { tokenLookUp } from '../process/token-look-up.ts'

serve(async ({ databaseUrl }) => {
  const lookUp = tokenLookUp(databaseUrl)
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 4_096 })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', async (ws, request) => {
    if (await lookUp(request.headers.authorization?.slice('Bearer '.length))) ws.send('live')
    else ws.close()
    // For the latency benchmark: what one client sends, all others receive.
    ws.on('message', (data) => {
      const text = data.toString()
      for (const other of server.clients) if (other !== ws) other.send(text)
    })
  })
  const { port } = server.address() as AddressInfo // a TCP server has a port
  return {
    url: `http://127.0.0.1:${port}`,
    publish(event) {
      for (const ws of server.clients) ws.send(event)
    },
  }
})
