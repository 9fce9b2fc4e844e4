import { useMembers } from '@chime/client/react'
import type { User } from '@chime/protocol'
import { useMemo } from 'react'
import { usePeople } from './use-people.ts'

/** Of large channels, only so many are looked up to be offered. */
const offeredMax = 200

/** Who can be called by name in a channel. */
export function useMentionable(channelId: string, meId: string): User[] {
  const { members } = useMembers(channelId)
  const ids = useMemo(
    () =>
      members
        .map(({ userId }) => userId)
        .filter((id) => id !== meId)
        .slice(0, offeredMax),
    [members, meId],
  )
  const people = usePeople(ids)
  return useMemo(() => ids.flatMap((id) => people(id) ?? []), [ids, people])
}
