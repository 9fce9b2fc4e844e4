import type { ChannelSummary } from '@chime/protocol'
import { channelTitle } from './channel-title.ts'

const byTitle = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/**
 * The channels as the sidebar lists them: named ones by name, then direct conversations, the latest first. Threads and
 * archived channels have no place there.
 *
 * @param channels the latest activity first
 */
export function sidebarOrder(channels: readonly ChannelSummary[]): ChannelSummary[] {
  const shown = channels.filter(({ kind, archivedAt }) => kind !== 'thread' && archivedAt === null)
  const named = shown.filter(({ kind }) => kind !== 'direct')
  const direct = shown.filter(({ kind }) => kind === 'direct')
  return [...named.sort((a, b) => byTitle.compare(channelTitle(a), channelTitle(b))), ...direct]
}
