import type { AppRouter } from '@chime/api'
import { createTRPCClient, createWSClient, httpLink, splitLink, wsLink } from '@trpc/client'

const authOf = (token?: string) => (token === undefined ? {} : { authorization: `Bearer ${token}` })

/** For logging in and out, which goes over HTTP. */
export const connectHttp = (url: string, token?: string) =>
  createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers: authOf(token) })] })

/**
 * One person's stock client: `auth.*` over HTTP, everything else over one WebSocket that stays open and comes back.
 *
 * @param onLost the socket was closed, and not by `close`
 */
export function connect(url: string, token: string, onLost: () => void) {
  let closing = false
  const socket = createWSClient({
    url: `${url.replace(/^http/, 'ws')}/trpc`,
    connectionParams: { token },
    retryDelayMs: (attempt) => Math.min(10_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2),
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 10_000 },
    onClose: () => closing || onLost(),
  })
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ path }) => path.startsWith('auth.') && path !== 'auth.me',
        true: httpLink({ url: `${url}/trpc`, headers: authOf(token) }),
        false: wsLink({ client: socket }),
      }),
    ],
  })
  const close = () => {
    closing = true
    return socket.close()
  }
  return { trpc, close }
}
export type Client = ReturnType<typeof connect>
