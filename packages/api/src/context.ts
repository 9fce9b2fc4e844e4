import type { Log } from '@chime/protocol'
import type { HubConnection, Sink } from '@chime/realtime'
import type { Services } from './services.ts'

/** Who acts, by which session. */
export type Actor = { userId: string; sessionId: string; token: string }

/** A socket as a subscription sees it. */
export type LiveSocket = {
  id: string
  connection: HubConnection
  /** Closes the socket with the code that asks the client to come back. */
  closeForRestart(): void
  /** How many subscriptions are open on it now. */
  subscriptions: number
  /**
   * Makes the way by which the hub writes to one subscription of this socket, past tRPC.
   *
   * @param begin called when the subscription's request id is known; returns the first events, as in `Publication.events`
   * @param drained called when a socket that was too slow can take more
   * @returns `opening` is what the subscription's generator yields once; the socket's encoder turns it into the first
   *   frame. `close` is to be called when the subscription ends
   */
  openSink(begin: () => string, drained: () => void): { sink: Sink; opening: object; close(): void }
}

/** What every call knows. Over a WebSocket one context serves all calls of the socket. */
export type Context = {
  services: Services
  actor: Actor | null
  transport: 'http' | 'websocket'
  socket: LiveSocket | null
  /** The client's address, as far as the configuration lets us believe it. */
  address: string
  userAgent: string | null
  /** Finds the call in the log: a new one for each. */
  requestId: () => string
  log: Log
  /** Sets or clears the session cookie on the HTTP response; does nothing over a WebSocket. */
  setSessionCookie: (token: string | null) => void
}
/** The context behind `signedIn`. */
export type SignedInContext = Context & { actor: Actor }
