import type { ChannelSummary } from '@chime/protocol'
import type { MessageRights } from '@chime/ui'
import { useMemo } from 'react'

/**
 * What the server lets me do with a channel's messages. A thread is for the members of the channel above it, its home.
 *
 * @param home the same channel, but for a thread
 */
export function rightsOf(channel: ChannelSummary | null, home: ChannelSummary | null): MessageRights {
  const role = home?.membership?.role
  const leads = role !== undefined && role !== 'member'
  const alive = role !== undefined && !home?.archivedAt && !channel?.archivedAt
  const isOpen = home?.kind === 'public' || home?.kind === 'announcement'
  return {
    write: alive && (channel?.kind !== 'announcement' || leads),
    respond: alive,
    thread: channel !== null && channel.kind !== 'thread',
    pin: alive && (!isOpen || leads),
    moderate: alive && leads,
    member: channel?.membership != null,
  }
}

export function useRights(channel: ChannelSummary | null, home: ChannelSummary | null): MessageRights {
  const { write, respond, thread, pin, moderate, member } = rightsOf(channel, home)
  return useMemo(
    () => ({ write, respond, thread, pin, moderate, member }),
    [write, respond, thread, pin, moderate, member],
  )
}
