import type { TimelineItem } from '@chime/client'
import type { Message, User } from '@chime/protocol'
import { useMemo } from 'react'
import { useUserLookup } from '../user/use-user-lookup.ts'

/** Only this many of those who reacted or voted are shown by name. */
const namedMax = 5

/**
 * Looks up the users who take part in these messages: authors, mentioned users, those who reacted, and so on. Returns a
 * new function whenever one of the users changed.
 *
 * @param otherIds further users to look up
 */
export function useTimelineUsers(
  items: readonly TimelineItem[],
  otherIds: readonly string[],
): (userId: string) => User | null {
  const ids = useMemo(() => {
    const inMessages = items.flatMap((item) => (item.state === 'sent' ? userIdsOf(item.message) : []))
    return [...new Set([...otherIds, ...inMessages])].sort()
  }, [items, otherIds])
  return useUserLookup(ids)
}

/** Remembered for each message, because the timeline is rendered often. A changed message is a new object. */
const userIdsByMessage = new WeakMap<Message, readonly string[]>()

function userIdsOf(message: Message): readonly string[] {
  const cached = userIdsByMessage.get(message)
  if (cached) return cached
  const ids = [
    message.userId,
    message.forwarded?.userId,
    ...message.mentions.userIds,
    ...(message.thread?.userIds ?? []),
    ...message.reactions.flatMap(({ userIds }) => userIds.slice(0, namedMax)),
    ...(message.poll?.options ?? []).flatMap(({ userIds }) => userIds.slice(0, namedMax)),
    ...(message.kind === 'system' ? (message.metadata.userIds ?? '').split(' ') : []),
  ].flatMap((id) => id || [])
  userIdsByMessage.set(message, ids)
  return ids
}
