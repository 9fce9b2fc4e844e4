import type { ChannelSummary } from '@chime/protocol'
import { displayName } from '@chime/ui'

/** The name of a channel in lists and in the window's title; of a direct conversation, the other person's. */
export function channelTitle(channel: Pick<ChannelSummary, 'kind' | 'name' | 'peer'>): string {
  if (channel.kind === 'direct') return displayName(channel.peer)
  return channel.name || 'Unnamed channel'
}
