import { limits } from '@chime/protocol'
import { initTRPC } from '@trpc/server'
import type { Context } from './context.ts'
import { errorData, Refusal, toTRPCError } from './errors.ts'
import { limitCalls } from './limit.ts'

const t = initTRPC.context<Context>().create({
  // Stack traces stay in the log.
  isDev: false,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    message: error.code === 'INTERNAL_SERVER_ERROR' ? 'Internal error' : shape.message,
    data: { ...shape.data, ...errorData(error) },
  }),
})

export const router = t.router
export const mergeRouters = t.mergeRouters
export const createCallerFactory = t.createCallerFactory

type Outcome = { ok: true } | { ok: false; error: unknown }

/**
 * Around every call: it gets its request id, its line in the log, and its errors a form that may leave. Not a step of its
 * own before those that follow: each step costs more in tRPC than all that is done in it.
 */
async function traced<Result extends Outcome>(
  { ctx, path, type }: { ctx: Context; path: string; type: string },
  run: () => Promise<Result>,
): Promise<Result> {
  const requestId = ctx.requestId()
  const startedAt = performance.now()
  const result = await run().catch((error: unknown) => ({ ok: false as const, error }))
  const ms = performance.now() - startedAt
  const details = { path, type, requestId, userId: ctx.actor?.userId, ms: Math.round(ms) }
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

/** For what somebody without a session may call. */
export const open = t.procedure.use(({ ctx, path, type, next }) =>
  traced({ ctx, path, type }, async () => {
    await limitCalls(ctx)
    return next()
  }),
)

/** For everything else: refuses with `UNAUTHENTICATED`. Over HTTP and WebSocket. */
export const signedIn = t.procedure.use(({ ctx, path, type, next }) =>
  traced({ ctx, path, type }, async () => {
    const { actor } = ctx
    if (!actor) throw new Refusal('UNAUTHENTICATED', 'Log in first')
    await limitCalls(ctx)
    return next({ ctx: { actor } })
  }),
)

/** For streams: over the WebSocket alone, and only so many on one socket. */
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

/** Over HTTP alone: what sets cookies must not come over a socket, which cannot. */
export const overHttp = t.middleware(({ ctx, next }) => {
  if (ctx.transport !== 'http') throw new Refusal('INVALID_INPUT', 'This procedure is called over HTTP')
  return next()
})
