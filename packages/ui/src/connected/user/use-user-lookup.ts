import { useUsers } from '@chime/client/react'
import type { User } from '@chime/protocol'
import { useCallback, useMemo } from 'react'
import { displayName } from '../../user/person.ts'

/** Looks up users by id. Returns a new function whenever one of them changed. */
export function useUserLookup(ids: readonly string[]): (userId: string) => User | null {
  const users = useUsers(ids)
  return useCallback((userId) => users.get(userId) ?? null, [users])
}

/** The names of those of these users who are known already. */
export function useDisplayNames(ids: readonly string[]): string[] {
  const users = useUsers(ids)
  return useMemo(() => [...users.values()].map(displayName), [users])
}
