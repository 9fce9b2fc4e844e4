import { useChime, useReadable } from '@chime/client/react'
import { useMemo } from 'react'
import type { PresenceStatus } from '../../presence/presence-status.ts'
import { combineReadables } from '../hooks/readables.ts'

/**
 * Looks up whether users are online. Returns undefined for a user whose presence is not known, and is a new function
 * whenever a presence changed.
 */
export function usePresenceLookup(ids: readonly string[]): (userId: string) => PresenceStatus | undefined {
  const chime = useChime()
  const key = ids.join()
  const combined = useMemo(() => {
    const readables = key === '' ? [] : key.split(',').map((id) => chime.presence(id))
    return combineReadables(readables)
  }, [chime, key])
  const presences = useReadable(combined)
  return useMemo(() => {
    const known = new Map(presences.flatMap((presence) => (presence ? [[presence.userId, presence.status]] : [])))
    return (userId) => known.get(userId)
  }, [presences])
}
