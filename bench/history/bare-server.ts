// The least work that a server could do: run the bare statement and send its rows as JSON over a WebSocket. It checks no session,
// no permission, no input and no output.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { WebSocketServer } from 'ws'
import { serve } from '../process/serve.ts'
import { barePage, type Cursor } from './pages.ts'

type Asked = { id: number; params: { input: Cursor & { channelId: string; limit: number } } }

serve(async ({ databaseUrl }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  wss.on('connection', (socket) => {
    socket.on('message', async (frame) => {
      const { id, params } = JSON.parse(String(frame)) as Asked // only the benchmark writes to us
      if (id === undefined) return
      const { rows } = await pool.query(barePage(params.input.channelId, params.input, params.input.limit))
      socket.send(JSON.stringify({ id, result: { data: { messages: rows } } }))
    })
  })
  await once(wss, 'listening')
  const { port } = wss.address() as AddressInfo // a TCP server has a port
  return { url: `http://127.0.0.1:${port}`, publish() {} }
})
