'use client'

import type { Member } from '@chime/protocol'
import { Ellipsis, MessageSquare, UserMinus, UserPlus, UsersRound } from 'lucide-react'
import { Panel } from '../frame/panel.tsx'
import { displayName, type Person, type PresenceStatus } from '../person.ts'
import { Avatar } from '../primitives/avatar.tsx'
import { Badge } from '../primitives/badge.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { Menu, MenuItem } from '../primitives/menu.tsx'
import { More } from '../primitives/more.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'

export type MemberEntry = { member: Member; user: Person | null; presence?: PresenceStatus | undefined }

export type MembersPanelProps = {
  members: readonly MemberEntry[]
  loading?: boolean
  error?: string | null
  canAdd?: boolean
  /** Whether I may remove this one; leaving is in the channel's menu. */
  canRemove?: (entry: MemberEntry) => boolean
  meId: string
  onAdd?: () => void
  onRemove?: (userId: string) => void
  onMessage: (userId: string) => void
  onClose: () => void
  hasMore?: boolean
  onMore?: () => void
}

export function MembersPanel(props: MembersPanelProps) {
  const { members, loading = false, error, canAdd, onAdd, onClose, hasMore, onMore } = props
  return (
    <Panel
      title="Members"
      onClose={onClose}
      action={canAdd && onAdd && <IconButton label="Add people" icon={<UserPlus />} onClick={onAdd} />}
    >
      {error && (
        <p role="alert" className="p-4 text-danger-text text-sm">
          {error}
        </p>
      )}
      {members.length === 0 && loading && <SkeletonRows rows={8} className="pt-2" />}
      {members.length === 0 && !loading && !error && <EmptyState icon={<UsersRound />} title="Nobody is here yet" />}
      <ul className="flex flex-col p-2">
        {members.map((entry) => (
          <MemberRow key={entry.member.userId} entry={entry} {...props} />
        ))}
      </ul>
      {hasMore && onMore && <More loading={loading} onMore={onMore} />}
    </Panel>
  )
}

function MemberRow({ entry, meId, canRemove, onRemove, onMessage }: MembersPanelProps & { entry: MemberEntry }) {
  const { member, user, presence } = entry
  const mine = member.userId === meId
  const removable = !mine && onRemove && (canRemove?.(entry) ?? false)
  const name = displayName(user)
  return (
    <li className="flex items-center gap-3 rounded-md px-2 py-1.5 [contain-intrinsic-size:auto_3rem] [content-visibility:auto] focus-within:bg-hover hover:bg-hover">
      <Avatar user={user} presence={presence} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5">
          <span className="truncate font-medium text-ink text-sm">
            <bdi>{name}</bdi>
          </span>
          {mine && <span className="shrink-0 text-ink-faint text-xs">you</span>}
          {member.role !== 'member' && <Badge size="sm">{member.role}</Badge>}
        </p>
        {user && <p className="truncate text-ink-muted text-xs">@{user.username}</p>}
      </div>
      {!mine && (
        <Menu
          align="end"
          trigger={<IconButton size="sm" label={`Actions for ${name}`} icon={<Ellipsis />} tooltip={false} />}
        >
          <MenuItem icon={<MessageSquare />} onSelect={() => onMessage(member.userId)}>
            Message
          </MenuItem>
          {removable && (
            <MenuItem danger icon={<UserMinus />} onSelect={() => onRemove(member.userId)}>
              Remove from channel
            </MenuItem>
          )}
        </Menu>
      )}
    </li>
  )
}
