'use client'

import { useBlocked, useChime } from '@chime/client/react'
import { BlockedList } from '@chime/ui'
import { useMemo } from 'react'
import { inWords } from '../chat/in-words.ts'
import { usePeople } from '../chat/use-people.ts'

/** Whom I blocked. */
export function Blocked() {
  const chime = useChime()
  const blocked = useBlocked()
  const ids = useMemo(() => [...blocked], [blocked])
  const people = usePeople(ids)
  return (
    <BlockedList
      people={ids.flatMap((id) => people(id) ?? [])}
      onUnblock={(userId) => inWords(chime.unblock(userId))}
    />
  )
}
