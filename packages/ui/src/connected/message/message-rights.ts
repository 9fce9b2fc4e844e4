import type { ChannelSummary } from '@chime/protocol'
import { useMemo } from 'react'
import type { MessageRights } from '../../message/message-rights.ts'
import { useHost } from '../provider/host.tsx'

/**
 * What I may do with the messages of a channel, by the same rules as on the server. In a thread, the members of the
 * channel that it is in may take part.
 *
 * @param parentChannel the channel that a thread is in; for any other channel, that channel itself
 */
export function messageRights(
  channel: ChannelSummary | null,
  parentChannel: ChannelSummary | null,
): Omit<MessageRights, 'link'> {
  const role = parentChannel?.membership?.role
  const isOwnerOrAdmin = role !== undefined && role !== 'member'
  const isActive = role !== undefined && !parentChannel?.archivedAt && !channel?.archivedAt
  const anyoneMayJoin = parentChannel?.kind === 'public' || parentChannel?.kind === 'announcement'
  return {
    write: isActive && (channel?.kind !== 'announcement' || isOwnerOrAdmin),
    respond: isActive,
    thread: channel !== null && channel.kind !== 'thread',
    pin: isActive && (!anyoneMayJoin || isOwnerOrAdmin),
    moderate: isActive && isOwnerOrAdmin,
    member: channel?.membership != null,
  }
}

/** The same, and whether the app has addresses for messages. */
export function useMessageRights(channel: ChannelSummary | null, parentChannel: ChannelSummary | null): MessageRights {
  const { write, respond, thread, pin, moderate, member } = messageRights(channel, parentChannel)
  const { hasAddresses: link } = useHost()
  return useMemo(
    () => ({ write, respond, thread, pin, moderate, member, link }),
    [write, respond, thread, pin, moderate, member, link],
  )
}
