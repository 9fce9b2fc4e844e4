import type { ChannelSummary } from '@chime/protocol'
import { channelTitle } from '../channel/channel-title.ts'

const byTitle = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/**
 * The channels in the order of the sidebar: channels with a name by their name, then direct conversations, the latest
 * first. Threads and archived channels are left out.
 *
 * @param channels sorted by their latest activity, latest first
 */
export function sidebarOrder(channels: readonly ChannelSummary[]): ChannelSummary[] {
  const shown = channels.filter(({ kind, archivedAt }) => kind !== 'thread' && archivedAt === null)
  const named = shown.filter(({ kind }) => kind !== 'direct')
  const direct = shown.filter(({ kind }) => kind === 'direct')
  return [...named.sort((a, b) => byTitle.compare(channelTitle(a), channelTitle(b))), ...direct]
}
