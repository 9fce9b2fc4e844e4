/**
 * What Chime uses of a WebSocket. Those of browsers, Node, Deno, Bun and React Native have it, and so has that of the
 * package `ws`.
 */
export interface WebSocketLike {
  binaryType: string
  readonly bufferedAmount: number
  send(data: string): void
  close(code?: number, reason?: string): void
  addEventListener(kind: 'open' | 'message' | 'error' | 'close', listener: (event: object) => void): void
}

export type WebSocketClass = new (url: string) => WebSocketLike
