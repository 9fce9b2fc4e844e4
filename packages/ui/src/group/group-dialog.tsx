'use client'

import type { Group, User } from '@chime/protocol'
import { Badge } from '../primitives/badge.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { Skeleton } from '../primitives/skeleton.tsx'
import { Avatar } from '../user/avatar.tsx'
import { displayName } from '../user/person.ts'
import { memberCount } from './member-count.ts'

export type GroupDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Null: it was deleted meanwhile. */
  group: Group | null
  /** Finds a user by id; null: not known (yet). */
  users: (userId: string) => User | null
  onOpenUser: (userId: string) => void
}

/** A user group: what it is for, and who is in it. */
export function GroupDialog({ open, onOpenChange, group, users, onOpenUser }: GroupDialogProps) {
  if (!group) {
    return (
      <Dialog size="sm" title="Group" open={open} onOpenChange={onOpenChange}>
        <p className="text-ink-muted text-sm">There is no such group any more.</p>
      </Dialog>
    )
  }
  return (
    <Dialog
      size="sm"
      title={group.name}
      description={`@${group.handle} · ${memberCount(group)}`}
      open={open}
      onOpenChange={onOpenChange}
    >
      <div className="flex flex-col gap-3">
        {group.description && (
          <p dir="auto" className="whitespace-pre-wrap text-ink text-sm [overflow-wrap:anywhere]">
            {group.description}
          </p>
        )}
        {group.memberIds.length === 0 ? (
          <p className="text-ink-muted text-sm">Nobody is in this group yet, so it calls nobody.</p>
        ) : (
          <ul aria-label="Members" className="-mx-2">
            {byName(group.memberIds, users).map(({ id, user }) => (
              <Member key={id} user={user} onOpen={() => onOpenUser(id)} />
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}

/** By name; those who are not known yet at the end. */
function byName(ids: readonly string[], users: GroupDialogProps['users']) {
  const found = ids.map((id) => ({ id, user: users(id) }))
  const nameOf = ({ user }: { user: User | null }) => (user ? displayName(user) : '\uffff')
  return found.sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
}

function Member({ user, onOpen }: { user: User | null; onOpen: () => void }) {
  if (!user) {
    return (
      <li className="flex h-12 items-center gap-3 px-2">
        <Skeleton className="size-9 rounded-lg" />
        <Skeleton className="h-4 w-32" />
      </li>
    )
  }
  return (
    <li>
      <button
        type="button"
        onClick={onOpen}
        className="flex h-12 w-full cursor-pointer items-center gap-3 rounded-md px-2 text-start hover:bg-hover"
      >
        <Avatar user={user} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-ink text-sm">{displayName(user)}</span>
          <span className="block truncate text-ink-muted text-xs">@{user.username}</span>
        </span>
        {user.suspended && <Badge size="sm">suspended</Badge>}
      </button>
    </li>
  )
}
