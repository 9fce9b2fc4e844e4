// Socket.IO, set up as in its documentation: a room, `io.to(room).emit`, and with two nodes its Redis adapter.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdapter } from '@socket.io/redis-adapter'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { serve } from '../process/serve.ts'
import { tokenLookUp } from '../process/token-look-up.ts'

serve(async ({ databaseUrl, redisUrl, channelId }) => {
  const lookUp = tokenLookUp(databaseUrl)
  const http = createServer()
  const io = new Server(http, { transports: ['websocket'], serveClient: false })
  if (redisUrl !== null) {
    const publisher = new Redis(redisUrl)
    const subscriber = publisher.duplicate()
    io.adapter(createAdapter(publisher, subscriber))
  }
  io.use((socket, next) => {
    const refuse = () => next(new Error('nobody'))
    lookUp(socket.handshake.auth.token).then((userId) => (userId === null ? refuse() : next()), refuse)
  })
  io.on('connection', (socket) => {
    void socket.join(channelId)
    // For the latency benchmark: what one client sends, all others receive.
    socket.on('say', (text) => socket.to(channelId).emit('event', text))
  })
  await new Promise<void>((resolve) => http.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, resolve))
  const { port } = http.address() as AddressInfo // a TCP server has a port
  return {
    url: `http://127.0.0.1:${port}`,
    // An object, as users of Socket.IO emit them. The adapter serialises it once for the room.
    publish: (event) => void io.to(channelId).emit('event', JSON.parse(event)),
  }
})
