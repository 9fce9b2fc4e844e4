import { callSafely } from '../readable.ts'
import type { CallOptions, SubscriptionHandlers, Trpc } from '../trpc.ts'
import { callError } from './call-error.ts'
import type { Call, Observer, StateResult, Transport } from './transport.ts'

/** What tRPC's subscriptions can be told besides what `SubscriptionHandlers` says. */
type Handlers = Partial<SubscriptionHandlers<unknown>> &
  CallOptions & { onConnectionStateChange?(state: StateResult): void }

/** Where tRPC's `getUntypedClient` looks for the calls by path. */
const untypedClient = Symbol.for('trpc_untypedClient')

/**
 * The procedures by noun and verb, as tRPC's typed client has them: `trpc.channels.list.query()`. Errors and answers are
 * the same, and so is the moment at which handlers are called.
 */
export function typedCalls(transport: Transport): Trpc {
  const once = (type: Call['type']) => (path: string, input?: unknown, options?: CallOptions) =>
    new Promise<unknown>((resolve, reject) => {
      let isAnswered = false
      const fail = (cause: unknown, meta?: Record<string, unknown>) => void callError(cause, meta).then(reject)
      follow(transport, { type, path, input }, options?.signal, {
        next(result) {
          isAnswered = true
          resolve('data' in result ? result.data : undefined)
        },
        error: fail,
        complete() {
          if (!isAnswered) fail(Object.assign(new Error('This operation was aborted'), { name: 'AbortError' }))
        },
      })
    })
  const untyped = {
    query: once('query'),
    mutation: once('mutation'),
    subscription(path: string, input: unknown, handlers: Handlers = {}) {
      const unsubscribe = follow(transport, { type: 'subscription', path, input }, handlers.signal, {
        next(result) {
          if (result.type === 'state') handlers.onConnectionStateChange?.(result)
          else if (result.type === 'started') handlers.onStarted?.()
          else if (result.type === 'stopped') handlers.onStopped?.()
          else handlers.onData?.(result.data)
        },
        error: (cause, meta) =>
          void callError(cause, meta).then((error) => callSafely(() => handlers.onError?.(error))),
        complete: () => handlers.onComplete?.(),
      })
      return { unsubscribe }
    },
  }
  const nouns = named((noun) =>
    named((verb) => {
      const path = `${noun}.${verb}`
      return {
        query: (input?: unknown, options?: CallOptions) => untyped.query(path, input, options),
        mutate: (input?: unknown, options?: CallOptions) => untyped.mutation(path, input, options),
        subscribe: (input: unknown, handlers?: Handlers) => untyped.subscription(path, input, handlers),
      }
    }),
  )
  // Only the compiler knows the procedures.
  return Object.assign(nouns, { [untypedClient]: untyped }) as unknown as Trpc
}

/** An object that has a member of every name. It is no promise, though. */
function named(memberOf: (name: string) => unknown): object {
  return new Proxy<Record<string | symbol, unknown>>(
    {},
    {
      get(members, name) {
        if (typeof name === 'string' && name !== 'then') members[name] ??= memberOf(name)
        return members[name]
      },
    },
  )
}

/** Makes a call. After its last word, or after the returned function or the signal has ended it, no more is told. */
function follow(transport: Transport, call: Call, signal: AbortSignal | undefined, observer: Observer): () => void {
  let isOver = false
  let stop: (() => void) | null = null
  const end = (tell: () => void) => {
    if (isOver) return
    isOver = true
    signal?.removeEventListener('abort', complete)
    stop?.()
    callSafely(tell)
  }
  const complete = () => end(() => observer.complete())
  stop = transport(call, {
    next: (result) => {
      if (!isOver) callSafely(() => observer.next(result))
    },
    error: (cause, meta) => end(() => observer.error(cause, meta)),
    complete,
  })
  if (isOver) stop()
  else if (signal?.aborted) complete()
  else signal?.addEventListener('abort', complete)
  return complete
}
