import { type ChannelSummary, isolated } from '@chime/protocol'
import { displayName } from '../../user/person.ts'

/**
 * How a channel is called in lists and in the window's title. A direct conversation has the other person's name. It is
 * isolated, as `displayName` is.
 */
export function channelTitle(channel: Pick<ChannelSummary, 'kind' | 'name' | 'peer'>): string {
  if (channel.kind === 'direct') return displayName(channel.peer)
  return isolated(channel.name || 'Unnamed channel')
}
