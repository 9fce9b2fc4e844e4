'use client'

import type { ChannelKind } from '@chime/protocol'
import { ArrowLeft, BellOff, EllipsisVertical, Pin, Search, Users } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { typingText } from '../composer/typing-line.tsx'
import { retrying } from '../lazy.ts'
import { presenceLabels } from '../presence/presence-dot.tsx'
import type { PresenceStatus } from '../presence/presence-status.ts'
import { IconButton } from '../primitives/icon-button.tsx'
import { LazyMenu, type LazyMenuProps } from '../primitives/lazy-menu.tsx'
import { Skeleton } from '../primitives/skeleton.tsx'
import { Tooltip } from '../primitives/tooltip.tsx'
import { slot } from '../slots/slot.tsx'
import { Avatar } from '../user/avatar.tsx'
import type { Person } from '../user/person.ts'
import { KindIcon } from './kind-icon.tsx'

export type ChannelHeaderProps = {
  title: string
  description?: string | null
  kind: ChannelKind
  /** Null while it is not known. */
  memberCount?: number | null
  /** In a direct conversation: the other one. */
  peer?: Person | null
  /** Of the other one in a direct conversation. */
  presence?: PresenceStatus | undefined
  /** When the other one was last online; shown while they are offline. */
  lastSeenAt?: string | null
  /** The names of those who are typing. Shown here only below 768 px, in place of the description. */
  typing?: readonly string[]
  /** Opens or closes the members. Without it there is no button for them. */
  onMembers?: (() => void) | undefined
  membersOpen?: boolean
  /** Opens or closes the search. Without it there is no button for it. */
  onSearch?: (() => void) | undefined
  searchOpen?: boolean
  /** Opens the pinned messages. Its button is hidden below 768 px, so give the menu an item for it, too. */
  onPinned?: (() => void) | undefined
  pinnedOpen?: boolean
  /** I get no notifications from this channel. */
  muted?: boolean
  /** Leads back to the sidebar; its button is only there below 768 px. */
  onBack?: (() => void) | undefined
  /**
   * Renders a `HeaderMenu` with the button that opens it; it may be a `lazy` component. Without it there is no menu.
   */
  menu?: LazyMenuProps['menu'] | undefined
  loading?: boolean
}

// Times and dates are not needed for the first paint.
const LastSeen = lazy(retrying(() => import('../presence/last-seen.tsx').then((m) => ({ default: m.LastSeen }))))

/** The top of a conversation: its name, what it is about or who is typing, and buttons for what belongs to it. */
export const ChannelHeader = slot('ChannelHeader', ChannelHeaderView)

function ChannelHeaderView(props: ChannelHeaderProps) {
  const { title, kind, memberCount, peer, presence, typing = [], onMembers, onBack, menu, loading } = props
  const about = aboutText(props)
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b ps-4 pe-3 sm:ps-5">
      {onBack && (
        <IconButton
          size="lg"
          label="Back to conversations"
          icon={<ArrowLeft className="rtl:-scale-x-100" />}
          onClick={onBack}
          className="-ms-3 md:hidden"
        />
      )}
      {loading ? (
        <div className="flex min-w-0 flex-1 items-center gap-3">
          <h1 className="sr-only">{title || 'Loading'}</h1>
          <Skeleton className="size-8 rounded-lg" />
          <Skeleton className="h-4 w-40" />
        </div>
      ) : (
        <div className="flex min-w-0 flex-1 items-center gap-3">
          {kind === 'direct' ? (
            <Avatar user={peer ?? null} presence={presence} className="-me-0.5 scale-90" />
          ) : (
            <span
              aria-hidden
              className="flex size-8 shrink-0 items-center justify-center rounded-lg bg-active text-ink-muted"
            >
              <KindIcon kind={kind} className="size-4" />
            </span>
          )}
          <div className="min-w-0">
            <h1 className="truncate font-semibold text-base text-ink leading-5">
              <bdi>{title}</bdi>
              {props.muted && (
                <BellOff
                  aria-label="muted"
                  role="img"
                  className="ms-1.5 inline size-3.5 align-[-0.125em] text-ink-faint"
                />
              )}
            </h1>
            {(about || typing.length > 0) && (
              <p className="truncate text-ink-muted text-xs">
                <span className={typing.length > 0 ? 'max-md:hidden' : undefined}>
                  <bdi>{about}</bdi>
                </span>
                {typing.length > 0 && <span className="text-accent-text md:hidden">{typingText(typing)}</span>}
              </p>
            )}
          </div>
        </div>
      )}
      {onMembers && kind !== 'direct' && (
        <Tooltip content="Members" side="bottom">
          <button
            type="button"
            aria-label={memberCount == null ? 'Members' : `Members, ${memberCount}`}
            aria-pressed={props.membersOpen ?? false}
            onClick={onMembers}
            className="flex h-8 shrink-0 cursor-pointer items-center gap-1.5 rounded-md px-2 text-ink-muted text-sm tabular-nums transition-colors duration-100 hover:bg-hover hover:text-ink aria-pressed:bg-active aria-pressed:text-ink"
          >
            <Users aria-hidden className="size-4.5" />
            {memberCount}
          </button>
        </Tooltip>
      )}
      {props.onPinned && (
        <IconButton
          label="Pinned messages"
          icon={<Pin />}
          tooltipSide="bottom"
          aria-pressed={props.pinnedOpen ?? false}
          onClick={props.onPinned}
          className="max-md:hidden"
        />
      )}
      {props.onSearch && (
        <IconButton
          label="Search"
          icon={<Search />}
          tooltipSide="bottom"
          aria-pressed={props.searchOpen ?? false}
          onClick={props.onSearch}
        />
      )}
      {menu && (
        <LazyMenu
          trigger={<IconButton label="Conversation menu" icon={<EllipsisVertical />} tooltip={false} />}
          menu={menu}
        />
      )}
    </header>
  )
}

function aboutText({ kind, description, peer, presence, lastSeenAt }: ChannelHeaderProps): ReactNode {
  if (kind !== 'direct') return description || null
  if (presence === undefined || presence === 'unknown') return peer ? `@${peer.username}` : null
  if (presence === 'offline' && lastSeenAt) {
    return (
      <Suspense fallback={presenceLabels.offline}>
        <LastSeen at={lastSeenAt} />
      </Suspense>
    )
  }
  return presenceLabels[presence]
}
