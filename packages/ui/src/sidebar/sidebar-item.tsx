import { BellOff, Pencil } from 'lucide-react'
import { memo } from 'react'
import { KindIcon } from '../channel/kind-icon.tsx'
import { cn } from '../class-names.ts'
import type { RenderLink } from '../link.ts'
import { Avatar } from '../primitives/avatar.tsx'
import { Badge } from '../primitives/badge.tsx'
import { presenceLabels } from '../primitives/presence-dot.tsx'
import { badgeOf, calls, channelNote, type SidebarChannel } from './sidebar-rows.ts'

type SidebarItemProps = {
  channel: SidebarChannel
  current: boolean
  tabStop: boolean
  renderLink: RenderLink
}

export const SidebarItem = memo(function SidebarItem({ channel, current, tabStop, renderLink }: SidebarItemProps) {
  const { kind, title, peer, presence, muted, draft } = channel
  const badge = badgeOf(channel)
  const bold = calls(channel) > 0
  const said = kind === 'direct' && presence && presence !== 'unknown' ? presenceLabels[presence] : null
  return renderLink({
    href: channel.href,
    'aria-current': current ? 'page' : undefined,
    tabIndex: tabStop ? 0 : -1,
    className: cn(
      'group mx-2 mb-px flex h-11 items-center gap-2.5 rounded-md px-2 text-base transition-colors duration-75 md:h-8 md:text-sm',
      'focus-visible:-outline-offset-2',
      current
        ? 'bg-accent-soft text-accent-text [--avatar-ring:var(--accent-soft)]'
        : 'hover:bg-hover [--avatar-ring:var(--sunken)]',
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
          {/* Without size rather than out of flow, so that no space comes before the comma. */}
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

/** Lists are rebuilt at every event; an item is drawn again only when it shows something else. */
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
