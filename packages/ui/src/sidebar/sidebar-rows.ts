import type { ChannelKind } from '@chime/protocol'
import type { Person, PresenceStatus } from '../person.ts'

export type SidebarChannel = {
  id: string
  kind: ChannelKind
  title: string
  unread: number
  mentions: number
  peer?: Person | null
  presence?: PresenceStatus | undefined
  muted: boolean
  /** Something was begun here and not sent. */
  draft?: boolean
  href: string
}

export type SectionId = 'channels' | 'direct'

export type SidebarRow =
  | { key: SectionId; type: 'section'; section: SectionId; folded: boolean; unread: number }
  | { key: string; type: 'channel'; channel: SidebarChannel }
  | { key: string; type: 'action'; section: SectionId }

/**
 * Sections with their channels, flat, as a virtual list takes them. A folded section still shows what is unread and
 * the conversation that is open. Threads are not listed: they belong to the messages above them.
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
    const shown = closed ? all.filter((channel) => channel.id === currentId || calls(channel) > 0) : all
    return [
      { key: section, type: 'section', section, folded: closed, unread: all.filter((c) => calls(c) > 0).length },
      ...shown.map((channel): SidebarRow => ({ key: channel.id, type: 'channel', channel })),
      ...(closed ? [] : [{ key: `${section}-action`, type: 'action', section } as const]),
    ]
  })
}

/** How many messages here ask for attention: none of a muted channel, save mentions. */
export function calls(channel: SidebarChannel): number {
  return channel.muted ? channel.mentions : Math.max(channel.unread, channel.mentions)
}

/** The number on the badge, and whether it concerns the reader personally. */
export function badgeOf(channel: SidebarChannel): { text: string; personal: boolean } | null {
  const personal = channel.mentions > 0 || (channel.kind === 'direct' && !channel.muted)
  const count = channel.kind !== 'direct' && channel.mentions > 0 ? channel.mentions : calls(channel)
  return count === 0 ? null : { text: count > 99 ? '99+' : String(count), personal }
}

/** What a screen reader says after the title. */
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
