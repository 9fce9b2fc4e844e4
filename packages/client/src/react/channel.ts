import type { ChannelSummary, Member, Message, Receipt } from '@chime/protocol'
import { useEffect } from 'react'
import type { Channel } from '../channel/types.ts'
import type { Metadata } from '../metadata.ts'
import type { Timeline } from '../state/timeline.ts'
import { useChime } from './provider.ts'
import { useReadable } from './readable.ts'

/** The channels that the user is in, the one with the latest activity first. */
export function useChannels(): ChannelSummary[] {
  return useReadable(useChime().channels)
}

/** The threads that the user follows, those with unread messages first. */
export function useThreads(): ChannelSummary[] {
  return useReadable(useChime().threads)
}

/** `summary` is null while it loads. `missing` is true when the channel does not exist or the user may not see it. */
export function useChannel<M extends Metadata = Metadata>(
  id: string,
): { channel: Channel<M>; summary: ChannelSummary | null; missing: boolean } {
  const channel = useChime<M>().channel(id)
  return { channel, summary: useReadable(channel.summary), missing: useReadable(channel.missing) }
}

/**
 * The channel's messages. They are loaded and kept in sync while the component is mounted.
 *
 * @param options.around the number of a message that has to be loaded
 */
export function useTimeline<M extends Metadata = Metadata>(id: string, options: { around?: number } = {}): Timeline<M> {
  const channel = useChime<M>().channel(id)
  const { around } = options
  useEffect(() => channel.open(around === undefined ? {} : { around }), [channel, around])
  return useReadable(channel.timeline)
}

export function useMembers(id: string): { members: Member[]; complete: boolean } {
  return useReadable(useChime().channel(id).members)
}

/** Ids of the other users who are typing. */
export function useTyping(id: string): string[] {
  return useReadable(useChime().channel(id).typing)
}

/** A channel's pinned messages, those pinned last first; null while they load. */
export function usePinned(id: string): Message[] | null {
  return useReadable(useChime().channel(id).pinned)
}

/** How far the other members have read, in direct conversations and small groups. */
export function useReceipts(id: string): Receipt[] {
  return useReadable(useChime().channel(id).receipts)
}
