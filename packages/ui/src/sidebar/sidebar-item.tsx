'use client'

import { BellOff, Pencil } from 'lucide-react'
import { memo } from 'react'
import { KindIcon } from '../channel/kind-icon.tsx'
import { cn } from '../class-names.ts'
import { presenceLabels } from '../presence/presence-dot.tsx'
import { Badge } from '../primitives/badge.tsx'
import type { RenderLink } from '../render-link.ts'
import { slot } from '../slots/slot.tsx'
import { Avatar } from '../user/avatar.tsx'
import { attentionCount, badgeOf, channelNote, type SidebarChannel } from './sidebar-rows.ts'

type SidebarItemProps = {
  channel: SidebarChannel
  current: boolean
  tabStop: boolean
  renderLink: RenderLink
}

const SidebarItemView = memo(function SidebarItemView({ channel, current, tabStop, renderLink }: SidebarItemProps) {
  const { kind, title, peer, presence, muted, draft } = channel
  const badge = badgeOf(channel)
  const bold = attentionCount(channel) > 0
  const said = kind === 'direct' && presence && presence !== 'unknown' ? presenceLabels[presence] : null
  return renderLink({
    href: channel.href,
    'aria-current': current ? 'page' : undefined,
    tabIndex: tabStop ? 0 : -1,
    className: cn(
      'group mx-2 mb-px flex h-11 items-center gap-2.5 rounded-md px-2 text-base transition-colors duration-75 md:h-8 md:text-sm',
      'focus-visible:-outline-offset-2',
      current
        ? 'bg-accent-soft text-accent-text [--avatar-ring:var(--chime-accent-soft)]'
        : 'hover:bg-hover [--avatar-ring:var(--chime-sunken)]',
      !current && (bold ? 'text-ink' : muted ? 'text-ink-faint' : 'text-ink-muted'),
      bold && 'font-semibold',
    ),
    children: (
      <>
        <span aria-hidden className="flex w-6 shrink-0 justify-center">
          {kind === 'direct' ? (
            <Avatar user={peer ?? null} size="sm" presence={presence} />
          ) : (
            <KindIcon kind={kind} className="size-4 opacity-80" />
          )}
        </span>
        <span className="min-w-0 flex-1 truncate">
          <bdi>{title}</bdi>
          {/* Hidden by its font size: if it were positioned absolutely, screen readers would add a space before it. */}
          <span className="text-[0px] leading-[0]">{channelNote(channel, said)}</span>
        </span>
        {draft && !current && <Pencil aria-hidden className="size-3.5 shrink-0 text-ink-faint" />}
        {muted && !badge && <BellOff aria-hidden className="size-3.5 shrink-0 text-ink-faint" />}
        {badge && (
          <Badge aria-hidden variant={badge.personal ? 'accent' : 'neutral'}>
            {badge.text}
          </Badge>
        )}
      </>
    ),
  })
}, same)

/** A link to a channel, with its unread badge. */
export const SidebarItem = slot('ChannelListItem', SidebarItemView)

/**
 * The list of channels is built again at every event. An item is rendered again only when something that it shows has
 * changed.
 */
function same(a: SidebarItemProps, b: SidebarItemProps): boolean {
  const { peer, ...rest } = a.channel
  return (
    a.current === b.current &&
    a.tabStop === b.tabStop &&
    a.renderLink === b.renderLink &&
    peer?.id === b.channel.peer?.id &&
    peer?.avatarUrl === b.channel.peer?.avatarUrl &&
    peer?.fullName === b.channel.peer?.fullName &&
    Object.entries(rest).every(([name, value]) => value === b.channel[name as keyof typeof rest])
  )
}
