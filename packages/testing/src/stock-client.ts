import type { AppRouter } from '@chime/api'
import {
  createTRPCClient,
  createWSClient,
  httpLink,
  splitLink,
  type WebSocketClientOptions,
  wsLink,
} from '@trpc/client'
import { WebSocket } from 'ws'

export type StockClient = ReturnType<typeof connect>

type Options = Pick<WebSocketClientOptions, 'retryDelayMs' | 'keepAlive' | 'lazy' | 'onClose'>

/**
 * tRPC's own client, without any code of Chime's client. `auth.*` goes over HTTP, because it sets cookies; everything else
 * goes over one WebSocket, which opens with the first call.
 *
 * @param url of the server, http://
 * @param token of a session. Without one, only procedures that need no login can be called
 * @param options of the WebSocket. By default it reconnects after 50 ms
 */
export function connect(url: string, token?: string, options: Options = {}) {
  const ws = createWSClient({
    url: `${url.replace(/^http/, 'ws')}/trpc`,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket, // the same events and methods, typed apart
    connectionParams: token === undefined ? null : { token },
    retryDelayMs: () => 50,
    lazy: { enabled: true, closeMs: 0 },
    ...options,
  })
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ path }) => /^auth\.(?!me$|renew$)/.test(path),
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

let registered = 0

/** Registers a new account. Its username begins with `name` and is unique. */
export async function register(url: string, name: string) {
  const username = `${name}-${++registered}-${Math.random().toString(36).slice(2, 8)}`
  const email = `${username}@example.com`
  const password = `correct horse ${username}`
  const { user, token } = await connect(url).trpc.auth.register.mutate({ username, email, password })
  return { user, token, password }
}
