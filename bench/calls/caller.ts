import { appRouter, type Context, type Services } from '@chime/api'
import type { Database } from '@chime/db'
import type { Log } from '@chime/protocol'
import { createRateLimits } from '@chime/realtime'

export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Calls procedures in this process, as this user, as the server calls them: the router with all that it checks, without
 * the wire. For procedures that read.
 */
export function callerOn(db: Database, userId: string) {
  // What reads asks for nothing else.
  const services = { db, rateLimits: createRateLimits({ off: true, log: quiet }), log: quiet } as unknown as Services
  const context: Context = {
    services,
    actor: { userId, sessionId: userId, token: '' },
    transport: 'websocket',
    socket: null,
    address: '127.0.0.1',
    userAgent: null,
    requestId: () => 'bench',
    log: quiet,
    setSessionCookie() {},
  }
  return appRouter.createCaller(context)
}
