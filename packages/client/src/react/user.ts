import type { Me, Presence, User } from '@chime/protocol'
import { useMemo } from 'react'
import { useChime } from './provider.ts'
import { together, useReadable } from './readable.ts'

export function useMe(): Me | null {
  return useReadable(useChime().me)
}

/** @param id null: nobody, and nothing is asked for */
export function useUser(id: string | null): User | null {
  const chime = useChime()
  return useReadable(id === null ? nobody : chime.user(id))
}

const nobody = { get: () => null, subscribe: () => () => {} }

/** The profiles of those of these users that are known, by id. */
export function useUsers(ids: readonly string[]): ReadonlyMap<string, User> {
  const chime = useChime()
  const key = ids.join()
  const all = useMemo(() => together(key === '' ? [] : key.split(',').map((id) => chime.user(id))), [chime, key])
  const users = useReadable(all)
  return useMemo(() => new Map(users.flatMap((user) => (user ? [[user.id, user] as const] : []))), [users])
}

/** Null: not known yet, or the user may not know it. */
export function usePresence(userId: string): Presence | null {
  return useReadable(useChime().presence(userId))
}

/** Ids of the users whom this user blocked. */
export function useBlocked(): ReadonlySet<string> {
  return useReadable(useChime().blocked)
}
