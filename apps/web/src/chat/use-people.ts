import type { Readable } from '@chime/client'
import { useChime, useReadable, useUsers } from '@chime/client/react'
import type { User } from '@chime/protocol'
import { displayName, type PresenceStatus } from '@chime/ui'
import { useCallback, useMemo } from 'react'

/** Looks people up by id: another function whenever one of them changed. */
export function usePeople(ids: readonly string[]): (userId: string) => User | null {
  const users = useUsers(ids)
  return useCallback((userId) => users.get(userId) ?? null, [users])
}

/** The names of these people, as far as they are known. */
export function useNames(ids: readonly string[]): string[] {
  const users = useUsers(ids)
  return useMemo(() => [...users.values()].map(displayName), [users])
}

/** Who is there: another function whenever that changed. Undefined for people of whom it is not known. */
export function usePresences(ids: readonly string[]): (userId: string) => PresenceStatus | undefined {
  const chime = useChime()
  const key = ids.join()
  const all = useMemo(() => {
    const readables = key === '' ? [] : key.split(',').map((id) => chime.presence(id))
    return together(readables)
  }, [chime, key])
  const presences = useReadable(all)
  return useMemo(() => {
    const known = new Map(presences.flatMap((presence) => (presence ? [[presence.userId, presence.status]] : [])))
    return (userId) => known.get(userId)
  }, [presences])
}

/** Several values as one, which stays the same until one of them changes. */
export function together<T>(readables: readonly Readable<T>[]): Readable<readonly T[]> {
  let held: readonly T[] | null = null
  return {
    get() {
      const values = readables.map((readable) => readable.get())
      if (!held || values.some((value, i) => value !== held?.[i])) held = values
      return held
    },
    subscribe(listener) {
      const ends = readables.map((readable) => readable.subscribe(listener))
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
