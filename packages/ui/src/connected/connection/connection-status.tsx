'use client'

import { useChime, useConnection } from '@chime/client/react'
import { CloudOff } from 'lucide-react'
import { useEffect } from 'react'
import { ConnectionBanner } from '../../frame/connection-banner.tsx'
import { Banner } from '../../primitives/banner.tsx'
import { Button } from '../../primitives/button.tsx'
import { useUnsentCount } from '../message/use-unsent-count.ts'
import { useHost } from '../provider/host.tsx'

/**
 * A banner that says that Chime is not connected. When the session has ended, the app is asked to go to its login
 * (`onSessionEnded` of the provider).
 */
export function ConnectionStatus() {
  const chime = useChime()
  const { sessionEnded } = useHost()
  const { status, retryAt, reason } = useConnection()
  const unsent = useUnsentCount()
  const isLoggedOut = status === 'ended' && reason === 'UNAUTHENTICATED'
  useEffect(() => {
    if (isLoggedOut) sessionEnded?.()
  }, [isLoggedOut, sessionEnded])

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
