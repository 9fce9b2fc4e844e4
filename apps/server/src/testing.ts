import type { AppRouter } from '@chime/api'
import type { ServerEvent } from '@chime/protocol'
import { createTRPCClient, createWSClient, httpLink, splitLink, TRPCClientError, wsLink } from '@trpc/client'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import { readConfig } from './config.ts'
import { type Given, type Node, startNode } from './node.ts'

// For tests, of this package and from outside: a real node in this process, and the stock tRPC client against it.

const quiet = { PORT: '0', RATE_LIMITS: 'off', LINK_PREVIEWS: 'off', LOG_LEVEL: 'silent', NODE_ENV: 'test' }

/** Starts a node on a free port, quiet, without rate limits and link previews unless the environment says otherwise. */
export function startTestNode(environment: Record<string, string>, given?: Given): Promise<Node> {
  const config = readConfig({ ...quiet, ...environment })
  return startNode(config, pino({ level: config.logLevel }), given)
}

export type TestClient = ReturnType<typeof connect>

/** A stock client: `auth.*` over HTTP, the rest over one WebSocket, which opens with the first call. */
export function connect(url: string, token?: string) {
  const ws = createWSClient({
    url: `${url.replace('http', 'ws')}/trpc`,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket, // the same events and methods, typed apart
    connectionParams: token === undefined ? null : { token },
    retryDelayMs: () => 50,
    lazy: { enabled: true, closeMs: 0 },
  })
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.path.startsWith('auth.') && op.path !== 'auth.me',
        true: httpLink({
          url: `${url}/trpc`,
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        }),
        false: wsLink({ client: ws }),
      }),
    ],
  })
  return { trpc, ws, close: () => ws.close() }
}

let people = 0

/** Registers somebody with a name of their own and connects as them. */
export async function person(url: string, name = 'person') {
  const username = `${name}-${++people}-${Math.random().toString(36).slice(2, 8)}`
  const email = `${username}@example.com`
  const password = `correct horse ${username}`
  const { user, token } = await connect(url).trpc.auth.register.mutate({ username, email, password })
  return { ...connect(url, token), user, token, password }
}
export type Person = Awaited<ReturnType<typeof person>>

/** Subscribes and keeps what comes. `hello` resolves with the first event. */
export function follow(client: Pick<TestClient, 'trpc'>, channelIds?: string[]) {
  const events: ServerEvent[] = []
  const subscription = Promise.withResolvers<void>()
  const { unsubscribe } = client.trpc.events.subscribe.subscribe(
    { channelIds },
    {
      onData: (batch) => {
        events.push(...batch)
        subscription.resolve()
      },
      onError: (error) => subscription.reject(error),
    },
  )
  return { events, hello: subscription.promise, unsubscribe }
}

/** What the call was refused for: the error's `data`, or a failure when it was not refused. */
export async function refusal(call: Promise<unknown>): Promise<{ reason?: string; field?: string; code?: string }> {
  try {
    await call
  } catch (error) {
    if (error instanceof TRPCClientError) return error.data ?? { reason: `no data: ${error.message}` }
    throw error
  }
  throw new Error('the call was not refused')
}
