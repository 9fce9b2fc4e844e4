'use client'

import { fold, type Member, type Role } from '@chime/protocol'
import { Search, UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { Panel } from '../frame/panel.tsx'
import { type InvitedEntry, InvitedList } from '../invitation/invited-list.tsx'
import type { PresenceStatus } from '../presence/presence-status.ts'
import { Badge } from '../primitives/badge.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { More } from '../primitives/more.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { slot } from '../slots/slot.tsx'
import { Avatar } from '../user/avatar.tsx'
import { displayName, type Person } from '../user/person.ts'
import { MemberMenu } from './member-menu.tsx'

/** A member with what is known of them as a user; `user` is null while that is not known. */
export type MemberEntry = {
  member: Member
  user: Person | null
  presence?: PresenceStatus | undefined
  /** I have blocked them. */
  blocked?: boolean
}

export type MembersPanelProps = {
  members: readonly MemberEntry[]
  loading?: boolean
  error?: string | null
  /** Who is invited and has not answered yet. */
  invited?: readonly InvitedEntry[]
  /** Takes an invitation back. Rejects with an Error whose message is shown. */
  onWithdraw?: (userId: string) => Promise<void>
  /** I may add people. */
  canAdd?: boolean
  /** Whether I may remove this member. (Leaving by myself is in the menu of the channel.) */
  canRemove?: (entry: MemberEntry) => boolean
  /** The roles that I may give this member, in the order in which they are offered. */
  rolesFor?: (entry: MemberEntry) => readonly Role[]
  meId: string
  onAdd?: () => void
  onRemove?: (userId: string) => void
  onRole?: (userId: string, role: Role) => void
  onOpenUser: (userId: string) => void
  /** Opens the direct conversation with them. */
  onMessage: (userId: string) => void
  onBlock: (userId: string, block: boolean) => void
  onReport: (userId: string) => void
  onClose: () => void
  hasMore?: boolean
  onMore?: () => void
}

/** From this many members on, there is a search field. */
const searchFrom = 12

/** The members of a channel, with a search and a menu for each of the others. Stands in the aside. */
export const MembersPanel = slot('MembersPanel', MembersPanelView)

function MembersPanelView(props: MembersPanelProps) {
  const { members, loading = false, error, canAdd, onAdd, onClose, hasMore, onMore, invited = [], onWithdraw } = props
  const [query, setQuery] = useState('')
  const shown = query.trim() === '' ? members : members.filter(({ user }) => matches(user, query))
  return (
    <Panel
      title="Members"
      onClose={onClose}
      action={canAdd && onAdd && <IconButton label="Add people" icon={<UserPlus />} onClick={onAdd} />}
    >
      {members.length >= searchFrom && (
        <TextField
          label="Find a member"
          hideLabel
          type="search"
          icon={<Search />}
          placeholder="Find a member"
          autoComplete="off"
          className="px-4 pt-3"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      {error && (
        <p role="alert" className="p-4 text-danger-text text-sm">
          {error}
        </p>
      )}
      {members.length === 0 && loading && <SkeletonRows rows={8} className="pt-2" />}
      {members.length === 0 && !loading && !error && <EmptyState icon={<UsersRound />} title="Nobody is here yet" />}
      {members.length > 0 && shown.length === 0 && (
        <p role="status" className="px-4 py-6 text-center text-ink-muted text-sm">
          Nobody here is called “{query.trim()}”.
        </p>
      )}
      <ul className="flex flex-col p-2">
        {shown.map((entry) => (
          <MemberRow key={entry.member.userId} entry={entry} {...props} />
        ))}
      </ul>
      {hasMore && onMore && <More loading={loading} onMore={onMore} />}
      {invited.length > 0 && onWithdraw && <InvitedList people={invited} onWithdraw={onWithdraw} />}
    </Panel>
  )
}

function MemberRow({ entry, meId, ...props }: MembersPanelProps & { entry: MemberEntry }) {
  const { canRemove, onRemove, rolesFor, onRole, onOpenUser, onMessage, onBlock, onReport } = props
  const { member, user, presence, blocked = false } = entry
  const { userId, role } = member
  const mine = userId === meId
  const name = displayName(user)
  return (
    <li className="flex items-center gap-3 rounded-md px-2 py-1.5 [contain-intrinsic-size:auto_3rem] [content-visibility:auto] focus-within:bg-hover hover:bg-hover">
      <Avatar user={user} presence={presence} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5">
          <button
            type="button"
            onClick={() => onOpenUser(userId)}
            className="min-w-0 cursor-pointer truncate rounded-sm font-medium text-ink text-sm hover:underline"
          >
            <bdi>{name}</bdi>
          </button>
          {mine && <span className="shrink-0 text-ink-faint text-xs">you</span>}
          {role !== 'member' && (
            <Badge size="sm" variant={role === 'owner' ? 'soft' : 'neutral'}>
              {role}
            </Badge>
          )}
          {user?.suspended && <Badge size="sm">suspended</Badge>}
          {blocked && (
            <Badge size="sm" variant="danger">
              blocked
            </Badge>
          )}
        </p>
        {user && <p className="truncate text-ink-muted text-xs">@{user.username}</p>}
      </div>
      {!mine && (
        <MemberMenu
          name={name}
          blocked={blocked}
          roles={onRole && rolesFor ? rolesFor(entry).filter((other) => other !== role) : []}
          onRole={(next) => onRole?.(userId, next)}
          onOpen={() => onOpenUser(userId)}
          onMessage={() => onMessage(userId)}
          onBlock={(block) => onBlock(userId, block)}
          onReport={() => onReport(userId)}
          onRemove={onRemove && (canRemove?.(entry) ?? false) ? () => onRemove(userId) : undefined}
        />
      )}
    </li>
  )
}

function matches(user: Person | null, query: string): boolean {
  const wanted = fold(query).replace(/^@/, '')
  return fold(displayName(user)).includes(wanted) || (user?.username.includes(wanted) ?? false)
}
