import { connect } from '@chime/testing/stock-client'

export type Client = ReturnType<typeof stayConnected>

/**
 * The stock client of one person. Its WebSocket stays open, and reconnects when it breaks.
 *
 * @param onLost called when the socket was closed, but not by `close`
 */
export function stayConnected(url: string, token: string, onLost: () => void) {
  let closing = false
  const { trpc, close } = connect(url, token, {
    lazy: { enabled: false, closeMs: 0 },
    retryDelayMs: (attempt) => Math.min(10_000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2),
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 10_000 },
    onClose: () => closing || onLost(),
  })
  return {
    trpc,
    close() {
      closing = true
      return close()
    },
  }
}
