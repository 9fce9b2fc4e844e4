import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { WebSocket } from 'ws'
import type { AppRouter } from '../../../src/app-router.ts'
import { typedCalls } from '../../../src/connection/typed-calls.ts'
import { Wire } from '../../../src/connection/wire.ts'
import type { Trpc } from '../../../src/trpc.ts'

const retryDelayMs = 30

export type WireClient = {
  trpc: Trpc
  /** All frames that were sent so far, on whichever socket, without keep-alive. */
  sent: string[]
  close(): void
}

/** A WebSocket that writes down what is sent over it. */
function recording(sent: string[]) {
  return class Recording extends WebSocket {
    override send(data: string): void {
      if (data !== 'PING') sent.push(data)
      super.send(data)
    }
  }
}

/** Chime's own wire. */
function own(url: string, token: string | null): WireClient {
  const sent: string[] = []
  const Recorded = recording(sent)
  let tries = 0
  const wire = new Wire({
    async ready() {
      if (tries++ > 0) await new Promise((resolve) => setTimeout(resolve, retryDelayMs))
      return { url: token === null ? url : `${url}?connectionParams=1`, params: token === null ? null : { token } }
    },
    open: (address) => new Recorded(address),
    opened() {},
    closed() {},
    lost() {},
  })
  return { trpc: typedCalls((call, observer) => wire.request(call, observer)), sent, close: () => wire.close() }
}

/** tRPC's own client, which Chime's has to equal. */
function stock(url: string, token: string | null): WireClient {
  const sent: string[] = []
  const client = createWSClient({
    url,
    WebSocket: recording(sent) as unknown as typeof globalThis.WebSocket, // the same events and methods, typed apart
    connectionParams: token === null ? null : { token },
    retryDelayMs: () => retryDelayMs,
    keepAlive: { enabled: true, intervalMs: 5_000, pongTimeoutMs: 2_500 },
  })
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] })
  return { trpc: trpc as unknown as Trpc, sent, close: () => void client.close() } // of the same procedures
}

export const wireClients = [
  ['own', own],
  ['stock', stock],
] as const
