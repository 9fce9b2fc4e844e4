import type { AppRouter } from '@chime/api'
import {
  createTRPCClient,
  httpLink,
  splitLink,
  type TRPCClient,
  TRPCClientError,
  type TRPCLink,
  wsLink,
} from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { Streams } from '../server.ts'
import type { Connection } from './connection.ts'

export type Trpc = TRPCClient<AppRouter>

/** The stock typed client: what sets cookies goes over HTTP, everything else over the one WebSocket. */
export function createTrpc(
  httpUrl: () => string,
  token: (() => string | null) | null,
  connection: () => Connection,
): Trpc {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.path.startsWith('auth.') && op.path !== 'auth.me',
        true: overHttp(httpUrl, token),
        false: overSocket(connection),
      }),
    ],
  })
}

/** For one call before there is a session, for example `auth.login`. */
export function createHttpTrpc(url: string): Trpc {
  return createTRPCClient<AppRouter>({ links: [overHttp(() => url, null)] })
}

function overHttp(url: () => string, token: (() => string | null) | null): TRPCLink<AppRouter> {
  return httpLink({
    // The page's own address is known in the browser only, and links are made on the server as well.
    url: '/trpc',
    // A token speaks for itself; cookies are for who has none. The options are typed for every runtime's `fetch`.
    fetch: (path, options) =>
      fetch(url() + String(path), { ...options, credentials: token ? 'omit' : 'include' } as RequestInit),
    headers: () => {
      const bearer = token?.()
      return bearer ? { authorization: `Bearer ${bearer}` } : {}
    },
  })
}

/** `wsLink`, but with a client that is made when it is first needed, and anew after `close`. */
function overSocket(connection: () => Connection): TRPCLink<AppRouter> {
  return (runtime) => (options) => {
    try {
      return wsLink<AppRouter>({ client: connection().client() })(runtime)(options)
    } catch (error) {
      return observable((observer) => observer.error(TRPCClientError.from(error instanceof Error ? error : { error })))
    }
  }
}

export function streamsOf(trpc: Trpc): Streams {
  return {
    events(channelIds, { data, over }) {
      const stream = trpc.events.subscribe.subscribe(channelIds ? { channelIds } : {}, {
        onData: data,
        onError: over,
        onComplete: () => over(new Error('The server ended the stream')),
      })
      return () => stream.unsubscribe()
    },
    presence(userIds, { data, over }) {
      const stream = trpc.presence.subscribe.subscribe(
        { userIds },
        { onData: data, onError: over, onComplete: () => over(new Error('The server ended the stream')) },
      )
      return () => stream.unsubscribe()
    },
  }
}
