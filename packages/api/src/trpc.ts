import { limits } from '@chime/protocol'
import { initTRPC } from '@trpc/server'
import type { Context } from './context.ts'
import { costOf, pointsOf } from './cost/costs.ts'
import { measured } from './cost/measured.ts'
import { errorData, Refusal, toTRPCError } from './errors.ts'
import { limitCalls } from './rate-limits.ts'
import { authenticateServer } from './server-key/authenticate.ts'

const t = initTRPC.context<Context>().create({
  // Clients must not see stack traces; they are in the log.
  isDev: false,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    message: error.code === 'INTERNAL_SERVER_ERROR' ? 'Internal error' : shape.message,
    data: { ...shape.data, ...errorData(error) },
  }),
})

export const router = t.router

type Outcome = { ok: true } | { ok: false; error: unknown }

/**
 * Wraps every call: gives it a request id, logs it, reports it to the metrics, and turns its errors into ones that the
 * client may see. A plain function and not a middleware of its own, because in tRPC one more middleware costs more than
 * all that is done here.
 */
async function traced<Result extends Outcome>(
  { ctx, path, type }: { ctx: Context; path: string; type: string },
  run: () => Promise<Result>,
): Promise<Result> {
  const requestId = ctx.requestId()
  const startedAt = performance.now()
  const running = { path, requestId, userId: ctx.actor?.userId }
  ctx.services.onCallBegin?.(running)
  const result = await run().catch((error: unknown) => ({ ok: false as const, error }))
  ctx.services.onCallEnd?.(running)
  const ms = performance.now() - startedAt
  const details = { ...running, type, ms: Math.round(ms) }
  if (result.ok) {
    ctx.log.debug(details, 'call')
    ctx.services.onCall?.({ path, outcome: 'ok', ms })
    return result
  }
  const error = toTRPCError(result.error, requestId)
  ctx.services.onCall?.({ path, outcome: error.cause instanceof Refusal ? error.cause.reason : error.code, ms })
  if (error.code === 'INTERNAL_SERVER_ERROR') ctx.log.error({ ...details, err: result.error }, 'call failed')
  else if (error.cause instanceof Refusal) ctx.log.info({ ...details, reason: error.cause.reason }, 'call refused')
  else ctx.log.info({ ...details, code: error.code }, 'call refused')
  throw error
}

/** For procedures that may be called without a session. */
export const open = t.procedure.use(({ ctx, path, type, next }) =>
  traced({ ctx, path, type }, async () => {
    await limitCalls(ctx)
    return next()
  }),
)

/** For all other procedures, over HTTP and WebSocket. Refuses with `UNAUTHENTICATED` where there is no session. */
export const signedIn = t.procedure.use(({ ctx, path, type, getRawInput, next }) =>
  traced({ ctx, path, type }, async () => {
    const { actor } = ctx
    if (!actor) throw new Refusal('UNAUTHENTICATED', 'Log in first')
    if (ctx.transport === 'websocket') ctx.services.sessions.used(actor.sessionId)
    const cost = costOf(path)
    await limitCalls(ctx, cost.each ? pointsOf(cost, await getRawInput()) : cost.points)
    const run = () => next({ ctx: { actor } })
    return cost.rows ? measured(ctx, actor.userId, cost.heavy === true, run) : run()
  }),
)

/** For procedures that servers of other applications call, with a server key. No browser may call them. */
export const fromServer = t.procedure.use(({ ctx, path, type, next }) =>
  traced({ ctx, path, type }, async () => next({ ctx: { serverKey: await authenticateServer(ctx) } })),
)

/** For subscriptions: only over the WebSocket, and at most `limits.subscriptionsPerSocketMax` on one socket. */
export const streaming = signedIn.use(async ({ ctx: { socket }, signal, next }) => {
  if (!socket) throw new Refusal('INVALID_INPUT', 'Subscriptions are opened over the WebSocket')
  if (socket.subscriptions >= limits.subscriptionsPerSocketMax) {
    throw new Refusal('TOO_LARGE', `A socket carries at most ${limits.subscriptionsPerSocketMax} subscriptions`)
  }
  socket.subscriptions++
  const ended = () => socket.subscriptions--
  const result = await next({ ctx: { socket } })
  if (!result.ok || signal?.aborted) ended()
  else signal?.addEventListener('abort', ended, { once: true })
  return result
})

/** For procedures that set cookies, which cannot be done over a WebSocket. */
export const overHttp = t.middleware(({ ctx, next }) => {
  if (ctx.transport !== 'http') throw new Refusal('INVALID_INPUT', 'This procedure is called over HTTP')
  return next()
})
