import { useConnection, useMyStatus, usePresence } from '@chime/client/react'
import type { Presence } from '@chime/protocol'
import type { PresenceStatus } from '../../presence/presence-status.ts'

/**
 * How other people see me, and how to change it. If the server says "offline" while this browser is connected, I have
 * chosen to be invisible.
 */
export function useMyPresence(meId: string) {
  const presence = usePresence(meId)
  const connected = useConnection().status === 'online'
  const setStatus = useMyStatus()
  return { status: shownStatus(presence?.status ?? null, connected), setStatus }
}

function shownStatus(status: Presence['status'] | null, connected: boolean): PresenceStatus {
  if (!connected) return 'offline'
  return status === 'offline' ? 'invisible' : (status ?? 'online')
}
