'use client'

import { useBlocked, useChime } from '@chime/client/react'
import { BlockedList } from '@chime/ui'
import { useUserLookup, withErrorText } from '@chime/ui/connected'
import { useMemo } from 'react'

/** The users whom I have blocked. */
export function BlockedUsersSection() {
  const chime = useChime()
  const blocked = useBlocked()
  const ids = useMemo(() => [...blocked], [blocked])
  const userOf = useUserLookup(ids)
  return (
    <BlockedList
      people={ids.flatMap((id) => userOf(id) ?? [])}
      onUnblock={(userId) => withErrorText(chime.unblock(userId))}
    />
  )
}
