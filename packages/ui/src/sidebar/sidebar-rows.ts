import type { ChannelKind } from '@chime/protocol'
import type { PresenceStatus } from '../presence/presence-status.ts'
import type { Person } from '../user/person.ts'

/** A channel as the sidebar shows it. `peer` is the other one in a direct conversation. */
export type SidebarChannel = {
  id: string
  kind: ChannelKind
  title: string
  unread: number
  mentions: number
  peer?: Person | null
  presence?: PresenceStatus | undefined
  muted: boolean
  /** I have a draft here. */
  draft?: boolean
  href: string
}

export type SectionId = 'channels' | 'direct'

export type SidebarRow =
  | { key: SectionId; type: 'section'; section: SectionId; folded: boolean; unread: number }
  | { key: string; type: 'channel'; channel: SidebarChannel }
  | { key: string; type: 'action'; section: SectionId }

/**
 * The sections and their channels as one flat list of rows, which is what the virtual list takes. A folded section
 * still shows its unread channels and the one that is open. Threads are not listed: they are reached from their
 * message.
 */
export function sidebarRows(
  channels: readonly SidebarChannel[],
  folded: ReadonlySet<SectionId>,
  currentId: string | null,
): SidebarRow[] {
  const inSection: Record<SectionId, SidebarChannel[]> = { channels: [], direct: [] }
  for (const channel of channels) {
    if (channel.kind === 'thread') continue
    inSection[channel.kind === 'direct' ? 'direct' : 'channels'].push(channel)
  }
  return (['channels', 'direct'] as const).flatMap((section): SidebarRow[] => {
    const all = inSection[section]
    const closed = folded.has(section)
    const shown = closed ? all.filter((channel) => channel.id === currentId || attentionCount(channel) > 0) : all
    return [
      {
        key: section,
        type: 'section',
        section,
        folded: closed,
        unread: all.filter((c) => attentionCount(c) > 0).length,
      },
      ...shown.map((channel): SidebarRow => ({ key: channel.id, type: 'channel', channel })),
      ...(closed ? [] : [{ key: `${section}-action`, type: 'action', section } as const]),
    ]
  })
}

/** How many messages of a channel ask for my attention. In a muted channel, only mentions do. */
export function attentionCount(channel: SidebarChannel): number {
  return channel.muted ? channel.mentions : Math.max(channel.unread, channel.mentions)
}

/**
 * The number on the badge, and whether it is for me personally (mentions, direct messages); null: there is no badge.
 */
export function badgeOf(channel: SidebarChannel): { text: string; personal: boolean } | null {
  const personal = channel.mentions > 0 || (channel.kind === 'direct' && !channel.muted)
  const count = channel.kind !== 'direct' && channel.mentions > 0 ? channel.mentions : attentionCount(channel)
  return count === 0 ? null : { text: count > 99 ? '99+' : String(count), personal }
}

/** What screen readers read after the title. */
export function channelNote({ unread, mentions, muted, draft }: SidebarChannel, presence: string | null): string {
  return [
    presence?.toLowerCase(),
    unread > 0 && `${unread} unread`,
    mentions > 0 && `${mentions} ${mentions === 1 ? 'mention' : 'mentions'}`,
    muted && 'muted',
    draft && 'draft',
  ]
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('')
}
