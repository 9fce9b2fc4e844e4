import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Actor, appRouter, type Context, type LiveSocket, type Services } from '@chime/api'
import { closeCodes, limits } from '@chime/protocol'
import { type CreateWSSContextFnOptions, getWSConnectionHandler } from '@trpc/server/adapters/ws'
import type { Logger } from 'pino'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { addressOf } from './address.ts'
import type { Config } from './config.ts'
import { readBearer, readSessionCookie } from './cookie.ts'
import { encoder, openSink } from './frames.ts'
import { originOf } from './origin.ts'

/** A socket must show credentials this soon. */
const credentialsMs = 5_000
/** Sockets are pinged this often, and one that has not answered by the next ping is dead. */
const pingEveryMs = 15_000
/** Time for the answers to what was sent with a bad token, before the socket is closed. */
const farewellMs = 1_000

export type WebSocketDoor = {
  /** Takes over an upgrade request for `/trpc`. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Tells every client to connect elsewhere: tRPC's notice, which its clients follow at once. */
  notifyRestart(): void
  /** Closes all with 1012 and resolves when they are gone. */
  close(): Promise<void>
}

/** The stock tRPC handler over `ws`, with who is there kept for hub and presence. */
export function createWebSocketDoor(services: Services, config: Config, log: Logger): WebSocketDoor {
  const wss = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytesMax, perMessageDeflate: false })
  const byUser = new Map<string, Set<WebSocket>>()
  const answered = new WeakSet<WebSocket>()

  const handle = getWSConnectionHandler({
    wss,
    router: appRouter,
    createContext: (options) => createContext(options),
    experimental_encoder: encoder,
    maxBatchSize: limits.batchCallsMax,
  })

  const heartbeat = setInterval(() => {
    for (const ws of wss.clients) {
      if (!answered.delete(ws)) ws.terminate()
      else ws.ping()
    }
  }, pingEveryMs).unref()

  wss.on('connection', (ws, req) => {
    answered.add(ws)
    ws.on('pong', () => answered.add(ws))
    // A socket that promised credentials (`connectionParams=1`) and says nothing never gets a context: this is its end.
    const deadline = setTimeout(() => ws.close(closeCodes.noCredentials, 'no credentials'), credentialsMs).unref()
    welcomed.set(ws, () => clearTimeout(deadline))
    ws.once('close', () => clearTimeout(deadline))
    ws.on('message', boundStrangers)
    handle(ws, req)
  })
  const welcomed = new WeakMap<WebSocket, () => void>()

  /** Never throws: a context that throws makes stock clients reconnect for ever. Procedures refuse whoever is nobody. */
  async function createContext({ req, res: ws, info }: CreateWSSContextFnOptions): Promise<Context> {
    const id = randomUUID()
    let calls = 0
    const context: Context = {
      services,
      actor: null,
      transport: 'websocket',
      socket: null,
      address: addressOf(req, config.trustedProxies),
      userAgent: req.headers['user-agent'] ?? null,
      requestId: () => `${id}:${++calls}`,
      log: log.child({ connectionId: id }),
      setSessionCookie: () => {},
    }
    const token = info.connectionParams?.token ?? tokenOf(req)
    // Already now, before the token is looked up: large frames may follow it at once.
    if (token) ws.off('message', boundStrangers)
    try {
      const session = token ? await services.sessions.validate(token) : null
      if (token && session) {
        const actor: Actor = { userId: session.userId, sessionId: session.id, token }
        context.socket = await admit(ws, id, actor)
        context.actor = actor
        welcomed.get(ws)?.()
      } else if (token) {
        setTimeout(() => ws.close(closeCodes.sessionEnded, 'session ended'), farewellMs).unref()
      }
    } catch (err) {
      context.log.error({ err }, 'a socket could not be admitted')
      ws.close(closeCodes.restarting, 'try again')
    }
    return context
  }

  function tokenOf(req: IncomingMessage): string | null {
    return readBearer(req) ?? (originOf(req, config) === 'own' ? readSessionCookie(req, isSecure(config)) : null)
  }

  async function admit(ws: WebSocket, id: string, { userId, sessionId }: Actor): Promise<LiveSocket> {
    makeRoom(userId, ws)
    const close = (code: number, reason: string) => ws.close(code, reason)
    const connection = await services.hub.connect({ id, userId, sessionId, close })
    const gone = () => {
      connection.disconnect()
      services.presence.leave(userId, id).catch((err: unknown) => log.warn({ err, userId }, 'presence not left'))
    }
    await services.presence.enter(userId, id)
    if (ws.readyState === ws.OPEN) ws.once('close', gone)
    else gone()
    return {
      id,
      connection,
      subscriptions: 0,
      closeForRestart: () => ws.close(closeCodes.restarting, 'try again'),
      openSink: (begin, drained) => openSink(ws, begin, drained),
    }
  }

  /** One more than allowed closes the user's oldest: a device that was forgotten, not the one in hand. */
  function makeRoom(userId: string, ws: WebSocket): void {
    const mine = byUser.get(userId) ?? new Set()
    byUser.set(userId, mine.add(ws))
    const [oldest] = mine
    if (oldest && mine.size > limits.socketsPerUserMax) {
      // Forgotten now, not when it is closed: of many that come at once, each closes another one.
      mine.delete(oldest)
      oldest.close(closeCodes.tooManyConnections, 'too many connections')
    }
    const forget = () => {
      mine.delete(ws)
      if (mine.size === 0 && byUser.get(userId) === mine) byUser.delete(userId)
    }
    if (ws.readyState === ws.OPEN) ws.once('close', forget)
    else forget()
  }

  return {
    upgrade(req, socket, head) {
      if (originOf(req, config) === 'foreign') {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        return
      }
      wss.handleUpgrade(req, socket, head, (ws) => wss.emit('connection', ws, req))
    },
    notifyRestart() {
      const notice = JSON.stringify({ id: null, method: 'reconnect' })
      for (const ws of wss.clients) if (ws.readyState === ws.OPEN) ws.send(notice)
    },
    async close() {
      clearInterval(heartbeat)
      const gone = [...wss.clients].map((ws) => new Promise<void>((resolve) => ws.once('close', () => resolve())))
      for (const ws of wss.clients) ws.close(closeCodes.restarting, 'restarting')
      const terminate = setTimeout(() => {
        for (const ws of wss.clients) ws.terminate()
      }, 1_000)
      await Promise.all(gone)
      clearTimeout(terminate)
    },
  }
}

/** Whoever has shown no credentials has little to say. */
function boundStrangers(this: WebSocket, data: RawData): void {
  const bytes = Array.isArray(data) ? Number.POSITIVE_INFINITY : data.byteLength
  if (bytes > limits.anonymousFrameBytesMax) this.close(closeCodes.frameTooLarge, 'frame too large')
}

/** Whether people come over https, as far as the configuration says. */
export const isSecure = ({ publicUrl }: Pick<Config, 'publicUrl'>) => publicUrl?.protocol === 'https:'
