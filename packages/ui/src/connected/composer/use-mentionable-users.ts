import { useMembers } from '@chime/client/react'
import type { User } from '@chime/protocol'
import { useMemo } from 'react'
import { useUserLookup } from '../user/use-user-lookup.ts'

/** In a large channel only this many members are looked up and offered. */
const offeredMax = 200

/** The users whom the composer offers after an @: the members, but those who are suspended. */
export function useMentionableUsers(channelId: string, meId: string): User[] {
  const { members } = useMembers(channelId)
  const ids = useMemo(
    () =>
      members
        .map(({ userId }) => userId)
        .filter((id) => id !== meId)
        .slice(0, offeredMax),
    [members, meId],
  )
  const userOf = useUserLookup(ids)
  return useMemo(() => ids.flatMap((id) => userOf(id) ?? []).filter((user) => !user.suspended), [ids, userOf])
}
