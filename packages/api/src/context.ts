import type { Log } from '@chime/protocol'
import type { HubConnection, Sink } from '@chime/realtime'
import type { AnswerBatch } from './cost/answer-limits.ts'
import type { ServerKeyRow } from './server-key/present.ts'
import type { Services } from './services.ts'

/** By what a caller is known: the cookie of the session, its token in a header or message, or an access token. */
export type Credential = { kind: 'cookie' } | { kind: 'bearer'; token: string } | { kind: 'access'; expiresAt: Date }

/** Who makes the call, and with which session. */
export type Actor = { userId: string; sessionId: string; credential: Credential }

/** A socket as a subscription sees it. */
export type LiveSocket = {
  id: string
  connection: HubConnection
  /** Closes the socket with the close code that asks the client to reconnect. */
  closeForRestart(): void
  /**
   * Lets the socket live on with a newer access token. Null where no access token opened it.
   *
   * @returns when it closes now: never earlier than it would have
   */
  extend: ((until: Date) => Date) | null
  /** How many subscriptions are open on the socket now. */
  subscriptions: number
  /**
   * Opens the way by which the hub writes the events of one subscription to this socket, past tRPC.
   *
   * @param begin called when the request id of the subscription is known; returns the first events, serialized as in
   * `Publication.events`
   * @param drained called when a socket that was too slow can take more
   * @returns `opening`: yield it once from the subscription's generator; the socket's encoder replaces it by the first
   * frame. `close`: call it when the subscription ends
   */
  openSink(begin: () => string, drained: () => void): { sink: Sink; opening: object; close(): void }
}

/** What every call gets. Over a WebSocket, one context serves all calls of the socket. */
export type Context = {
  services: Services
  actor: Actor | null
  transport: 'http' | 'websocket'
  socket: LiveSocket | null
  /** The calls of one HTTP request. Null over a WebSocket, where each answer leaves on its own. */
  batch: AnswerBatch | null
  /** The client's address. Forwarded addresses are believed only as far as the configuration says. */
  address: string
  userAgent: string | null
  /** What the Authorization header carries: the token of a session, an access token, or a server key. */
  bearer: string | null
  /** The header by which an HTTP request shows that a browser sent it. Null: it has none of these. */
  browserHeader: string | null
  /**
   * The origin of the web app: PUBLIC_URL, or the page that asks where that is not set. Null: it is not known, as over a
   * WebSocket.
   */
  webOrigin: string | null
  /** Makes the id under which a call stands in the log: a new one for each call. */
  requestId: () => string
  log: Log
  /** Sets or clears the session cookie on the HTTP response. Over a WebSocket it does nothing. */
  setSessionCookie: (token: string | null) => void
}
/** The context of a procedure that is built on `signedIn`. */
export type SignedInContext = Context & { actor: Actor }
/** The context of a procedure that is built on `fromServer`. */
export type FromServerContext = Context & { serverKey: ServerKeyRow }
