import type { Message } from '@chime/protocol'
import { useEffect, useRef, useState } from 'react'
import { useLatest } from '../../hooks/use-latest.ts'
import { displayName, type Person } from '../../user/person.ts'
import { announcement } from '../list/announcement.ts'
import type { TimelineItem } from '../timeline-item.ts'

/** Messages that come within this time are announced together. */
const gatherMs = 500

type Options = {
  items: readonly TimelineItem[]
  hasAfter: boolean
  meId: string
  users: (userId: string) => Person | null
}

/**
 * The text that screen readers announce when others send messages. Only messages that arrive at the end, while the
 * newest page is loaded, are announced; pages of older or newer messages that are being loaded are not.
 */
export function useAnnouncement({ items, hasAfter, meId, users }: Options): string {
  const [text, setText] = useState('')
  const newest = useRef({ number: newestNumber(items), live: !hasAfter })
  const gathered = useRef<Message[]>([])
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const names = useLatest((userId: string | null) => displayName(userId === null ? null : users(userId)))

  useEffect(() => {
    const before = newest.current
    newest.current = { number: newestNumber(items), live: !hasAfter }
    if (!before.live || hasAfter) return
    for (let i = items.length - 1; i >= 0; i--) {
      const item = items[i]
      if (item?.state !== 'sent') continue
      if (item.message.number <= before.number) break
      if (item.message.userId !== meId && !item.message.deletedAt) gathered.current.push(item.message)
    }
    if (gathered.current.length === 0 || timer.current) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      setText(announcement(gathered.current.splice(0), names.current))
    }, gatherMs)
  }, [items, hasAfter, meId, names])

  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return text
}

function newestNumber(items: readonly TimelineItem[]): number {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i]
    if (item?.state === 'sent') return item.message.number
  }
  return 0
}
