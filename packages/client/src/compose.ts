import type { Log } from '@chime/protocol'
import { Connection } from './connection/connection.ts'
import type { overHttp } from './connection/http.ts'
import type { SocketSource } from './connection/socket-source.ts'
import { createTrpc } from './connection/trpc.ts'
import { type ClientOptions, createClient } from './create-client.ts'
import { Batch } from './readable.ts'
import type { ChimeOptions } from './types.ts'

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** Puts a client together with its connection to a server. */
export function compose(
  { url, token, log = silent }: Pick<ChimeOptions, 'url' | 'token' | 'log'>,
  {
    sockets,
    http,
    ...options
  }: Omit<ClientOptions, 'batch' | 'log' | 'connection' | 'trpc' | 'endpoint'> & {
    sockets: SocketSource
    /** Carries calls over HTTP, to this address, with this token. */
    http: typeof overHttp
  },
) {
  const getToken = tokenOf(token)
  const base = () => baseUrl(url)
  const batch = new Batch()
  const { trpc, timed } = createTrpc({ http: http(base, getToken), connection: () => connection })
  const connection: Connection = new Connection(batch, {
    address: () => `${base().replace(/^http/, 'ws')}/trpc`,
    token: getToken,
    sockets,
    log,
    started: () => client.started(),
    stopped: () => client.stopped(),
  })
  const endpoint = { url: base, token: getToken }
  const calls = { batch, log, connection, trpc: timed }
  const client = createClient({ ...options, ...calls, endpoint })
  return { trpc, client, calls }
}

/** Null: there is no token, and in a browser the session cookie is used. */
export function tokenOf(token: ChimeOptions['token']): (() => string | null) | null {
  return token === undefined ? null : typeof token === 'string' ? () => token : token
}

export function baseUrl(url: string | undefined): string {
  if (url) return url.replace(/\/+$/, '')
  if (typeof location === 'undefined') throw new Error('Outside of a browser the client needs a url')
  return location.origin
}
