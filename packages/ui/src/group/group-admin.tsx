'use client'

import { type Group, isolated, limits } from '@chime/protocol'
import { Pencil, Plus, UsersRound } from 'lucide-react'
import { Button } from '../primitives/button.tsx'
import { EmptyState } from '../primitives/empty-state.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { IconButton } from '../primitives/icon-button.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { memberCount } from './member-count.ts'

export type GroupAdminProps = {
  groups: readonly Group[]
  loading?: boolean
  error?: string | null
  onNew: () => void
  onEdit: (group: Group) => void
  /** Shows who is in the group. */
  onOpen: (group: Group) => void
}

/** For admins: the user groups of this server, with buttons to make and to change one. */
export function GroupAdmin({ groups, loading = false, error, onNew, onEdit, onOpen }: GroupAdminProps) {
  const isFull = groups.length >= limits.groupsMax
  const add = (
    <Button variant="primary" onClick={onNew} disabled={isFull}>
      <Plus aria-hidden />
      New group
    </Button>
  )
  if (!loading && !error && groups.length === 0) {
    return (
      <EmptyState
        icon={<UsersRound />}
        headingLevel={2}
        title="There are no groups yet"
        text="Make one for people who are often needed together, such as everyone in support."
        action={add}
      />
    )
  }
  return (
    <div className="flex flex-col gap-4">
      <FormError error={error} />
      {loading && groups.length === 0 && <SkeletonRows rows={3} className="px-0" />}
      {groups.length > 0 && (
        <>
          <div className="flex flex-wrap items-center gap-3">
            {add}
            {isFull && <p className="text-ink-muted text-sm">There may be {limits.groupsMax} groups.</p>}
          </div>
          <ul aria-label="User groups">
            {groups.map((group) => (
              <Item key={group.id} group={group} onEdit={() => onEdit(group)} onOpen={() => onOpen(group)} />
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function Item({ group, onEdit, onOpen }: { group: Group; onEdit: () => void; onOpen: () => void }) {
  return (
    <li className="flex items-center gap-2 border-line border-b py-1">
      <button
        type="button"
        onClick={onOpen}
        className="flex min-w-0 flex-1 cursor-pointer items-center gap-3 rounded-md px-2 py-1.5 text-start hover:bg-hover"
      >
        <span className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent-text">
          <UsersRound aria-hidden className="size-4.5" />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-ink text-sm">{isolated(group.name)}</span>
          <span className="block truncate text-ink-muted text-xs">
            @{group.handle} · {memberCount(group)}
          </span>
        </span>
      </button>
      <IconButton size="sm" label={`Edit @${group.handle}`} icon={<Pencil />} tooltip={false} onClick={onEdit} />
    </li>
  )
}
