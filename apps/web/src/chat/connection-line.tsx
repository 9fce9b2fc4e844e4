'use client'

import { useChime, useConnection } from '@chime/client/react'
import { Banner, Button, ConnectionBanner } from '@chime/ui'
import { CloudOff } from 'lucide-react'
import { useEffect } from 'react'
import { loginPath } from '../auth/next-path.ts'
import { useUnsentCount } from './use-unsent-count.ts'

/** Says when Chime is not connected, and leaves for the login page when the session is over. */
export function ConnectionLine() {
  const chime = useChime()
  const { status, retryAt, reason } = useConnection()
  const unsent = useUnsentCount()
  const isLoggedOut = status === 'ended' && reason === 'UNAUTHENTICATED'
  useEffect(() => {
    // Nothing here may be read any more.
    if (isLoggedOut) window.location.assign(loginPath(window.location.pathname))
  }, [isLoggedOut])

  if (status === 'ended' && !isLoggedOut) {
    return (
      <Banner
        role="status"
        tone="warning"
        icon={<CloudOff aria-hidden />}
        action={
          <Button size="sm" onClick={() => chime.connect()}>
            Use it here
          </Button>
        }
      >
        Chime is open in too many places at once.
      </Banner>
    )
  }
  return <ConnectionBanner status={status} retryAt={retryAt} pendingCount={unsent} onRetry={() => chime.connect()} />
}
