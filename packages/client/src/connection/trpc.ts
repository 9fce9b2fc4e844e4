import type { Trpc } from '../trpc.ts'
import type { Connection } from './connection.ts'
import { withTimeLimit } from './time-limit.ts'
import type { Transport } from './transport.ts'
import { typedCalls } from './typed-calls.ts'

type Access = {
  http: Transport
  connection: () => Connection
}

/**
 * Creates the typed calls, twice. Calls that set cookies go over HTTP, all others over the one WebSocket. `trpc` waits
 * for an answer as long as it takes, as applications expect of it. `timed` is for this client's own use: its calls fail
 * when no answer comes in time, and are then made again.
 *
 * Both share one socket. Their calls cannot be mixed up there, since the wire numbers them itself.
 */
export function createTrpc({ http, connection }: Access): { trpc: Trpc; timed: Trpc } {
  const transport: Transport = (call, observer) =>
    (/^auth\.(?!me$|renew$)/.test(call.path) ? http : overSocket)(call, observer)
  /** Connects with the first call. */
  const overSocket: Transport = (call, observer) => {
    try {
      return connection().wire().request(call, observer)
    } catch (error) {
      observer.error(error)
      return () => {}
    }
  }
  return { trpc: typedCalls(transport), timed: typedCalls(withTimeLimit(transport)) }
}
