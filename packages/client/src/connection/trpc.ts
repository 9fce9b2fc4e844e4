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
import type { Calls, Streams } from '../server.ts'
import type { Connection } from './connection.ts'

export type Trpc = TRPCClient<AppRouter>

/** A call that has no answer after this long counts as failed; whether it was done is unknown. */
const callTimeoutMs = 15_000

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

export function callsOf(trpc: Trpc): Calls {
  return {
    me: () => timed((o) => trpc.auth.me.query(undefined, o)),
    channels: () => timed((o) => trpc.channels.list.query(undefined, o)),
    channel: (channelId) => timed((o) => trpc.channels.get.query({ channelId }, o)),
    channelChanges: (channelId, since) => timed((o) => trpc.channels.changes.query({ channelId, since }, o)),
    userChanges: (since) => timed((o) => trpc.users.changes.query({ since }, o)),
    messages: (channelId, place, limit) => timed((o) => trpc.messages.list.query({ channelId, ...place, limit }, o)),
    members: (channelId, cursor) =>
      timed((o) => trpc.members.list.query({ channelId, ...(cursor !== null && { cursor }) }, o)),
    users: (ids) => timed((o) => trpc.users.get.query({ ids }, o)),
    send: (message) => timed((o) => trpc.messages.send.mutate(message, o)),
    markRead: (channelId, number, version) =>
      timed((o) => trpc.channels.markRead.mutate({ channelId, number, version }, o)),
    markUnread: (channelId, number) => timed((o) => trpc.channels.markUnread.mutate({ channelId, number }, o)),
    typing: (channelId) => timed((o) => trpc.channels.typing.mutate({ channelId }, o)),
    edit: (channelId, number, content) => timed((o) => trpc.messages.edit.mutate({ channelId, number, content }, o)),
    remove: (channelId, number) => timed((o) => trpc.messages.delete.mutate({ channelId, number }, o)),
    react: (channelId, number, emoji) => timed((o) => trpc.messages.react.mutate({ channelId, number, emoji }, o)),
    unreact: (channelId, number, emoji) => timed((o) => trpc.messages.unreact.mutate({ channelId, number, emoji }, o)),
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

async function timed<T>(call: (options: { signal: AbortSignal }) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`No answer within ${callTimeoutMs / 1_000} s`))
      abort.abort()
    }, callTimeoutMs)
  })
  try {
    return await Promise.race([call({ signal: abort.signal }), timeout])
  } finally {
    clearTimeout(timer)
  }
}
