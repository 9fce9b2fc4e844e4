import { randomUUID } from 'node:crypto'
import type { Actor, Context, LiveSocket, Services } from '@chime/api'
import { closeCodes } from '@chime/protocol'
import type { CreateWSSContextFnOptions } from '@trpc/server/adapters/ws'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { addressOf } from '../http/address.ts'
import { authenticate, readToken, type ShownToken } from '../http/credentials.ts'
import { originOf } from '../http/origin.ts'
import type { SocketConnection } from './connection.ts'
import { socketLimits } from './limits.ts'
import type { SocketsByUser } from './sockets-by-user.ts'
import { TokenExpiry } from './token-expiry.ts'

/**
 * Makes the context that all calls of a socket share: finds out whose socket it is, and adds it to hub and presence.
 *
 * The returned function never throws, because stock clients would then reconnect for ever. Without a valid token the
 * context has no actor, and procedures refuse the calls.
 */
export function createSocketContext(
  services: Services,
  config: Config,
  { socketsByUser, log }: { socketsByUser: SocketsByUser; log: Logger },
) {
  async function connectUser(
    connection: SocketConnection,
    id: string,
    { userId, sessionId, credential }: Actor,
  ): Promise<LiveSocket> {
    socketsByUser.add(userId, connection)
    const expiry =
      credential.kind === 'access'
        ? new TokenExpiry(credential.expiresAt, () => connection.close(closeCodes.sessionEnded, 'access token expired'))
        : null
    connection.onClosed(() => expiry?.stop())
    const presenceFailed = (err: unknown) => log.warn({ err, userId }, 'presence not told')
    // Both may wait for Redis, so they run at the same time. A failure of presence keeps nobody out.
    const [hubConnection] = await Promise.all([
      services.hub.connect({ id, userId, sessionId, close: (...why) => connection.close(...why) }),
      services.presence.enter(userId, id).catch(presenceFailed),
    ])
    connection.onClosed(() => {
      hubConnection.disconnect()
      services.presence.leave(userId, id).catch(presenceFailed)
    })
    return {
      id,
      connection: hubConnection,
      subscriptions: 0,
      extend: expiry && ((until) => expiry.extend(until)),
      closeForRestart: () => connection.close(closeCodes.restarting, 'try again'),
      openSink: (begin, drained) => connection.openSink(begin, drained),
    }
  }

  return async ({ req, res, info }: CreateWSSContextFnOptions): Promise<Context> => {
    const connection = res as unknown as SocketConnection // `asTrpcSocket` gave it to tRPC's handler as the WebSocket
    const id = randomUUID()
    let calls = 0
    const context: Context = {
      services,
      actor: null,
      transport: 'websocket',
      socket: null,
      batch: null,
      address: addressOf(req, config.trustedProxies),
      userAgent: req.headers['user-agent'] ?? null,
      bearer: null,
      browserHeader: null,
      webOrigin: null,
      // Begins with the id of the connection, so that all its calls can be found in the log.
      requestId: () => `${id}:${++calls}`,
      log,
      setSessionCookie: () => {},
    }
    const told = info.connectionParams?.token
    const token: ShownToken | null =
      told === undefined ? readToken(req, originOf(req, config), config) : { kind: 'bearer', token: told }
    // tRPC's handler keeps the request for as long as the socket lives. Its headers are not needed again, so their
    // memory is freed.
    req.headers = {}
    req.rawHeaders = []
    if (!token) return context
    connection.tokenShown()
    try {
      const actor = await authenticate(services, token)
      connection.tokenChecked(actor !== null)
      if (actor) {
        context.socket = await connectUser(connection, id, actor)
        context.actor = actor
      } else {
        const close = () => connection.close(closeCodes.sessionEnded, 'session ended')
        setTimeout(close, socketLimits.invalidTokenCloseDelayMs).unref()
      }
    } catch (err) {
      log.error({ err, connectionId: id }, 'a socket could not be admitted')
      connection.close(closeCodes.restarting, 'try again')
    }
    return context
  }
}
