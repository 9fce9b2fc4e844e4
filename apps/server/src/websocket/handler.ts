import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { appRouter, type Services } from '@chime/api'
import { closeCodes, limits } from '@chime/protocol'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { Config } from '../config.ts'
import { originOf } from '../http/origin.ts'
import { refuseSocket } from '../http/respond.ts'
import { SocketConnection } from './connection.ts'
import { createSocketContext } from './context.ts'
import { SocketCounters } from './counters.ts'
import { startHeartbeat } from './heartbeat.ts'
import { socketLimits } from './limits.ts'
import { SocketsByUser } from './sockets-by-user.ts'
import { encoder } from './trpc/encoder.ts'

/** When the node stops, sockets whose peers have not answered the close frame after this time are cut off. */
const terminateAfterMs = 1_000

export type WebSocketHandler = {
  /** What has gone through the sockets; for the metrics. */
  counters: SocketCounters
  /** The sockets that are open now, and the bytes that wait to be sent to them. */
  stats(): { open: number; bufferedBytes: number }
  /** Takes over an upgrade request for `/trpc`. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Tells every client to connect again, with tRPC's own notice, which its clients follow at once. */
  notifyRestart(): void
  /** Closes all sockets with 1012, and resolves when they are closed. */
  close(): Promise<void>
}

/** tRPC over WebSockets at `/trpc`: tRPC's stock handler, with a `SocketConnection` in place of each WebSocket. */
export function createWebSocketHandler(services: Services, config: Config, log: Logger): WebSocketHandler {
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytesMax,
    perMessageDeflate: false,
    clientTracking: false,
    // `SocketConnection` answers pings.
    autoPong: false,
    // Missing in the types of `ws`.
    ...{ closeTimeout: socketLimits.closeTimeoutMs },
  })
  const counters = new SocketCounters()
  const connections = new Set<SocketConnection>()
  const socketsByUser = new SocketsByUser()
  services.answers.watchSockets((userId) => socketsByUser.bufferedBytes(userId))
  const handle = getWSConnectionHandler({
    wss,
    router: appRouter,
    createContext: createSocketContext(services, config, { socketsByUser, log }),
    experimental_encoder: encoder,
    maxBatchSize: limits.batchCallsMax,
  })
  const stopHeartbeat = startHeartbeat(connections)

  return {
    counters,
    stats() {
      let bufferedBytes = 0
      for (const connection of connections) bufferedBytes += connection.bufferedBytes
      return { open: connections.size, bufferedBytes }
    },
    upgrade(req, socket, head) {
      if (originOf(req, config) === 'foreign') {
        counters.refused++
        refuseSocket(socket, 403)
        return
      }
      wss.handleUpgrade(req, socket, head, (ws) => {
        const connection = new SocketConnection(ws, socket, { counters, limitFrameRate: config.rateLimits })
        connections.add(connection)
        connection.onClosed(() => connections.delete(connection))
        handle(connection.asTrpcSocket(), req)
      })
    },
    notifyRestart() {
      const notice = JSON.stringify({ id: null, method: 'reconnect' })
      for (const connection of connections) connection.send(notice)
    },
    async close() {
      stopHeartbeat()
      const closed = [...connections].map((connection) => connection.closed())
      for (const connection of connections) connection.close(closeCodes.restarting, 'restarting')
      const terminate = setTimeout(() => {
        for (const connection of connections) connection.terminate()
      }, terminateAfterMs)
      await Promise.all(closed)
      clearTimeout(terminate)
    },
  }
}
