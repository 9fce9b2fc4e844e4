import type { Channel, TimelineItem } from '@chime/client'
import { useChime } from '@chime/client/react'
import type { Message } from '@chime/protocol'
import { useCallback, useEffect, useMemo, useState } from 'react'

/** Originals that were asked for, by number; null: not to be had. */
type Found = ReadonlyMap<number, Message | null>
const nothing: Found = new Map()

/** Messages that others in the timeline answer and that are not in it: each is asked for once. */
export function useQuoted(channel: Channel, items: readonly TimelineItem[], alsoNumber: number | null) {
  const { trpc } = useChime()
  const [found, setFound] = useState(nothing)
  const missing = useMemo(() => {
    const wanted = new Set<number>(alsoNumber === null ? [] : [alsoNumber])
    for (const item of items) {
      const number = item.state === 'sent' ? item.message.replyTo : item.replyTo
      if (number !== null) wanted.add(number)
    }
    for (const item of items) if (item.state === 'sent') wanted.delete(item.message.number)
    return [...wanted].sort((a, b) => a - b).join()
  }, [items, alsoNumber])

  useEffect(() => {
    if (missing === '') return
    let wanted = true
    for (const number of missing.split(',').map(Number)) {
      if (found.has(number)) continue
      const take = (message: Message | null) => {
        if (wanted) setFound((before) => new Map(before).set(number, message))
      }
      trpc.messages.get.query({ channelId: channel.id, number }).then(take, () => take(null))
    }
    return () => {
      wanted = false
    }
  }, [missing, found, trpc, channel])

  return useCallback((number: number) => found.get(number), [found])
}
