'use client'

import { CloudOff, RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Banner } from '../primitives/banner.tsx'
import { slot } from '../slots/slot.tsx'

/** `ended`: the session is over, or the server has asked the client not to reconnect. */
export type ConnectionStatus = 'connecting' | 'online' | 'reconnecting' | 'offline' | 'ended'

export type ConnectionBannerProps = {
  status: ConnectionStatus
  /** When the next attempt to connect is due, in milliseconds since the epoch. */
  retryAt?: number | null
  /** How many of my messages wait to be sent. */
  pendingCount?: number
  /** Called at "Try now". */
  onRetry?: () => void
  /** How long the connection must be lost before the banner appears, in milliseconds. Default: 1000. */
  delayMs?: number
}

/**
 * Says that there is no connection, once that has lasted for `delayMs`. The element with `role="status"` is always
 * rendered, because screen readers announce only what changes in one that is there already.
 */
export const ConnectionBanner = slot('ConnectionBanner', ConnectionBannerView)

function ConnectionBannerView(props: ConnectionBannerProps) {
  const { status, pendingCount = 0, retryAt = null, onRetry, delayMs = 1_000 } = props
  const away = status !== 'online'
  const lasting = useLasting(away, delayMs)
  const shown = (away && lasting) || status === 'ended'
  const seconds = useSecondsUntil(shown && status !== 'ended' ? retryAt : null)
  const offline = status === 'offline' || status === 'ended'
  return (
    <div role="status">
      {shown && (
        <Banner
          tone={offline ? 'danger' : 'warning'}
          icon={offline ? <CloudOff aria-hidden /> : <RefreshCw aria-hidden />}
        >
          {connectionText(status, pendingCount)}
          {seconds > 0 && <span aria-hidden> Next try in {seconds} s.</span>}
          {onRetry && status !== 'ended' && seconds > 1 && (
            <button
              type="button"
              onClick={onRetry}
              className="ms-2 cursor-pointer rounded-sm font-semibold underline underline-offset-2 hover:no-underline"
            >
              Try now
            </button>
          )}
        </Banner>
      )}
    </div>
  )
}

/** The text of the banner. */
export function connectionText(status: ConnectionStatus, pendingCount: number): string {
  const waiting = `${pendingCount} ${pendingCount === 1 ? 'message' : 'messages'} will be sent`
  switch (status) {
    case 'online':
      return ''
    case 'ended':
      return 'You are signed out. Log in again to go on.'
    case 'offline':
      return pendingCount > 0
        ? `Offline: ${waiting} when you are back.`
        : 'Offline. You can read and write; it is sent when you are back.'
    case 'connecting':
      return 'Connecting…'
    case 'reconnecting':
      return pendingCount > 0 ? `Reconnecting… ${waiting}.` : 'Reconnecting…'
  }
}

/** True once `active` has been true for `ms` without a break. */
function useLasting(active: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!active) return
    const timer = setTimeout(() => setLasting(true), ms)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [active, ms])
  return lasting
}

function useSecondsUntil(at: number | null): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (at === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [at])
  return at === null ? 0 : Math.max(0, Math.ceil((at - now) / 1_000))
}
