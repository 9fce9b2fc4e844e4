import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { MessageListProps } from '../list/message-list-props.ts'
import type { TimelineItem } from '../timeline-item.ts'

type Options = {
  latest: RefObject<Pick<MessageListProps, 'hasAfter' | 'onJumpToLatest'>>
  items: readonly TimelineItem[]
  rows: readonly unknown[]
  hasAfter: boolean
  /** True while the newest page is being loaded for a jump to it. */
  awaitsLatest: RefObject<boolean>
  toEnd: () => void
  /** Called when the reader has sent a message. */
  onSend: () => void
}

/**
 * @returns a function that scrolls to the newest message, and loads it first if needed; it is also called at every send
 */
export function useJumpToLatest({ latest, items, rows, hasAfter, awaitsLatest, toEnd, onSend }: Options): () => void {
  const jump = useCallback(() => {
    if (!latest.current.hasAfter) return toEnd()
    awaitsLatest.current = true
    latest.current.onJumpToLatest()
  }, [latest, awaitsLatest, toEnd])
  // When the newest page follows on the loaded messages, the list keeps its generation, so it must be scrolled here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs after every change of the rows
  useLayoutEffect(() => {
    if (!awaitsLatest.current || hasAfter) return
    awaitsLatest.current = false
    toEnd()
  }, [rows, hasAfter, awaitsLatest, toEnd])

  // Whoever sends a message wants to see it, and from then on reads again what is in view.
  const unsent = items.at(-1)
  const unsentId = unsent && unsent.state === 'pending' ? unsent.clientId : null
  const lastUnsent = useRef(unsentId)
  useEffect(() => {
    if (unsentId === lastUnsent.current) return
    lastUnsent.current = unsentId
    if (unsentId === null) return
    onSend()
    jump()
  }, [unsentId, onSend, jump])
  return jump
}
