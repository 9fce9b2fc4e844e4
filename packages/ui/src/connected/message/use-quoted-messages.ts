import type { Channel, TimelineItem } from '@chime/client'
import { useChime } from '@chime/client/react'
import type { Message } from '@chime/protocol'
import { useCallback, useEffect, useMemo, useState } from 'react'

/** The fetched messages by number; null for one that cannot be read. */
type Found = ReadonlyMap<number, Message | null>
const nothing: Found = new Map()

/**
 * Looks up messages that are quoted by a reply but are not in the loaded part of the timeline. Each is fetched once.
 *
 * @param alsoNumber one more message to fetch, or null
 */
export function useQuotedMessages(channel: Channel, items: readonly TimelineItem[], alsoNumber: number | null) {
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
    let active = true
    for (const number of missing.split(',').map(Number)) {
      if (found.has(number)) continue
      const take = (message: Message | null) => {
        if (active) setFound((before) => new Map(before).set(number, message))
      }
      trpc.messages.get.query({ channelId: channel.id, number }).then(take, () => take(null))
    }
    return () => {
      active = false
    }
  }, [missing, found, trpc, channel])

  return useCallback((number: number) => found.get(number), [found])
}
