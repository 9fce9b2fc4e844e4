import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Actor, appRouter, type Context, type LiveSocket, type Services } from '@chime/api'
import { closeCodes, limits } from '@chime/protocol'
import { type CreateWSSContextFnOptions, getWSConnectionHandler } from '@trpc/server/adapters/ws'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import { addressOf } from './address.ts'
import type { Config } from './config.ts'
import { readBearer, readSessionCookie } from './cookie.ts'
import { encoder } from './encoder.ts'
import { startHeartbeat } from './heartbeat.ts'
import { originOf } from './origin.ts'
import { Wire } from './wire.ts'
import { WireCounts } from './wire-counts.ts'
import { wireLimits } from './wire-limits.ts'

/** Clients that are not there in time after a restart notice are closed; what does not close by itself then is cut off. */
const cutOffMs = 1_000

export type WebSocketDoor = {
  /** For the metrics: what went through it, and what is there now. */
  counts: WireCounts
  stats(): { open: number; buffered: number }
  /** Takes over an upgrade request for `/trpc`. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Tells every client to connect elsewhere: tRPC's notice, which its clients follow at once. */
  notifyRestart(): void
  /** Closes all with 1012 and resolves when they are gone. */
  close(): Promise<void>
}

/** The stock tRPC handler over `ws`, with who is there kept for hub and presence. */
export function createWebSocketDoor(services: Services, config: Config, log: Logger): WebSocketDoor {
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytesMax,
    perMessageDeflate: false,
    clientTracking: false,
    // Missing in the types of `ws`.
    ...{ closeTimeout: wireLimits.closeMs, maxPendingAutoPongs: wireLimits.pongsWaiting },
  })
  const counts = new WireCounts()
  const wires = new Set<Wire>()
  const byUser = new Map<string, Set<Wire>>()

  const handle = getWSConnectionHandler({
    wss,
    router: appRouter,
    createContext: (options) => createContext(options),
    experimental_encoder: encoder,
    maxBatchSize: limits.batchCallsMax,
  })

  const stopHeartbeat = startHeartbeat(wires)

  /** Never throws: a context that throws makes stock clients reconnect for ever. Procedures refuse whoever is nobody. */
  async function createContext({ req, res, info }: CreateWSSContextFnOptions): Promise<Context> {
    const wire = res as unknown as Wire // what the handler was given as its client
    const id = randomUUID()
    let calls = 0
    const context: Context = {
      services,
      actor: null,
      transport: 'websocket',
      socket: null,
      address: addressOf(req, config.trustedProxies),
      userAgent: req.headers['user-agent'] ?? null,
      // Begins with the id of the connection, so that its calls are found together.
      requestId: () => `${id}:${++calls}`,
      log,
      setSessionCookie: () => {},
    }
    const token = info.connectionParams?.token ?? tokenOf(req)
    // The handler keeps the request for as long as the socket lives; its headers nobody reads again.
    req.headers = {}
    req.rawHeaders = []
    // Already now, before the token is looked up: large frames may follow it at once.
    if (token) wire.trust()
    try {
      const session = token ? await services.sessions.validate(token) : null
      if (token && session) {
        const actor: Actor = { userId: session.userId, sessionId: session.id, token }
        context.socket = await admit(wire, id, actor)
        context.actor = actor
        wire.welcome()
      } else if (token) {
        setTimeout(() => wire.close(closeCodes.sessionEnded, 'session ended'), wireLimits.farewellMs).unref()
      }
    } catch (err) {
      log.error({ err, connectionId: id }, 'a socket could not be admitted')
      wire.close(closeCodes.restarting, 'try again')
    }
    return context
  }

  function tokenOf(req: IncomingMessage): string | null {
    return readBearer(req) ?? (originOf(req, config) === 'own' ? readSessionCookie(req, isSecure(config)) : null)
  }

  async function admit(wire: Wire, id: string, { userId, sessionId }: Actor): Promise<LiveSocket> {
    makeRoom(userId, wire)
    const failed = (err: unknown) => log.warn({ err, userId }, 'presence not told')
    // Both wait for Redis, for a while: at once, so that it is one while. Whom nobody sees online is let in all the same.
    const [connection] = await Promise.all([
      services.hub.connect({ id, userId, sessionId, close: (...why) => wire.close(...why) }),
      services.presence.enter(userId, id).catch(failed),
    ])
    wire.whenGone(() => {
      connection.disconnect()
      services.presence.leave(userId, id).catch(failed)
    })
    return {
      id,
      connection,
      subscriptions: 0,
      closeForRestart: () => wire.close(closeCodes.restarting, 'try again'),
      openSink: (begin, drained) => wire.openSink(begin, drained),
    }
  }

  /** One more than allowed closes the user's oldest: a device that was forgotten, not the one in hand. */
  function makeRoom(userId: string, wire: Wire): void {
    const mine = byUser.get(userId) ?? new Set()
    byUser.set(userId, mine.add(wire))
    const [oldest] = mine
    if (oldest && mine.size > limits.socketsPerUserMax) {
      // Forgotten now, not when it is closed: of many that come at once, each closes another one.
      mine.delete(oldest)
      oldest.close(closeCodes.tooManyConnections, 'too many connections')
    }
    wire.whenGone(() => {
      mine.delete(wire)
      if (mine.size === 0 && byUser.get(userId) === mine) byUser.delete(userId)
    })
  }

  return {
    counts,
    stats() {
      let buffered = 0
      for (const wire of wires) buffered += wire.buffered
      return { open: wires.size, buffered }
    },
    upgrade(req, socket, head) {
      if (originOf(req, config) === 'foreign') {
        counts.refused++
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        return
      }
      wss.handleUpgrade(req, socket, head, (ws) => {
        const wire = new Wire(ws, socket, { counts, paced: config.rateLimits })
        wires.add(wire)
        wire.whenGone(() => wires.delete(wire))
        handle(wire.asClient(), req)
      })
    },
    notifyRestart() {
      const notice = JSON.stringify({ id: null, method: 'reconnect' })
      for (const wire of wires) wire.send(notice)
    },
    async close() {
      stopHeartbeat()
      const gone = [...wires].map((wire) => wire.closed())
      for (const wire of wires) wire.close(closeCodes.restarting, 'restarting')
      const terminate = setTimeout(() => {
        for (const wire of wires) wire.terminate()
      }, cutOffMs)
      await Promise.all(gone)
      clearTimeout(terminate)
    },
  }
}

/** Whether people come over https, as far as the configuration says. */
export const isSecure = ({ publicUrl }: Pick<Config, 'publicUrl'>) => publicUrl?.protocol === 'https:'
