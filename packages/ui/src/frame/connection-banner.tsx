'use client'

/** `ended`: the session is over, or the server asks not to reconnect. */
export type ConnectionStatus = 'connecting' | 'online' | 'reconnecting' | 'offline' | 'ended'

export type ConnectionBannerProps = {
  status: ConnectionStatus
  /** When the next try is due, in milliseconds since the epoch. */
  retryAt?: number | null
  /** How many of my messages wait. */
  pendingCount?: number
  /** Try now. */
  onRetry?: () => void
  /** Default 1000: what is over before that is never shown. */
  delayMs?: number
}

/** Says that the connection is away, once that has lasted a second; renders an empty status otherwise. */
export function ConnectionBanner(_props: ConnectionBannerProps) {
  return null
}
