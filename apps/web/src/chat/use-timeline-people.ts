import type { TimelineItem } from '@chime/client'
import type { Message, User } from '@chime/protocol'
import { useMemo } from 'react'
import { usePeople } from './use-people.ts'

/** Of those who reacted or voted, as many are named. */
const namedMax = 5

/** Looks up whoever has a part in these messages: another function whenever one of them changed. */
export function useTimelinePeople(
  items: readonly TimelineItem[],
  others: readonly string[],
): (userId: string) => User | null {
  const ids = useMemo(() => {
    const all = items.flatMap((item) => (item.state === 'sent' ? partsOf(item.message) : []))
    return [...new Set([...others, ...all])].sort()
  }, [items, others])
  return usePeople(ids)
}

/** The same for as long as the row is. */
const parts = new WeakMap<Message, readonly string[]>()

function partsOf(message: Message): readonly string[] {
  const held = parts.get(message)
  if (held) return held
  const ids = [
    message.userId,
    message.forwarded?.userId,
    ...message.mentions.userIds,
    ...(message.thread?.userIds ?? []),
    ...message.reactions.flatMap(({ userIds }) => userIds.slice(0, namedMax)),
    ...(message.poll?.options ?? []).flatMap(({ userIds }) => userIds.slice(0, namedMax)),
    ...(message.kind === 'system' ? (message.metadata.userIds ?? '').split(' ') : []),
  ].flatMap((id) => id || [])
  parts.set(message, ids)
  return ids
}
