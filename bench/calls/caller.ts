import { AnswerLimits, appRouter, type Context, type Services } from '@chime/api'
import type { Database } from '@chime/db'
import type { Log } from '@chime/protocol'
import { createRateLimits } from '@chime/realtime'

export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Calls procedures in this process as this user: the whole router with all its checks, but without the network. Only for
 * procedures that read.
 */
export function callerOn(db: Database, userId: string) {
  // Procedures that read use no other services.
  const services = {
    db,
    rateLimits: createRateLimits({ off: true, log: quiet }),
    answers: new AnswerLimits(),
    sessions: { used() {} },
    log: quiet,
  } as unknown as Services
  const context: Context = {
    services,
    actor: { userId, sessionId: userId, credential: { kind: 'cookie' } },
    transport: 'websocket',
    socket: null,
    batch: null,
    address: '127.0.0.1',
    userAgent: null,
    bearer: null,
    browserHeader: null,
    webOrigin: null,
    requestId: () => 'bench',
    log: quiet,
    setSessionCookie() {},
  }
  return appRouter.createCaller(context)
}
