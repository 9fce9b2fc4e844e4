export type ConnectionState = {
  /**
   * `online`: what is shown is live. `offline`: the browser has no network, or `close` was called. `ended`: the session
   * is over, or this user has too many connections; only `connect` starts again.
   */
  status: 'connecting' | 'online' | 'reconnecting' | 'offline' | 'ended'
  /** When the next try starts, in milliseconds since 1970. */
  retryAt: number | null
  reason: string | null
}
