'use client'

import type { AdminPerson, UserRole } from '@chime/protocol'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { useMinute } from '../calendar/use-calendar.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { Badge } from '../primitives/badge.tsx'
import { Button } from '../primitives/button.tsx'
import { ConfirmDialog } from '../primitives/confirm-dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { SelectField } from '../primitives/form/select-field.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { More } from '../primitives/more.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { fullTime, timeAgo } from '../times.ts'
import { Avatar } from '../user/avatar.tsx'
import { displayName } from '../user/person.ts'

export type PeopleShown = 'all' | 'admin' | 'moderator' | 'suspended'

export type PeopleAdminProps = {
  people: readonly AdminPerson[]
  me: { id: string; role: UserRole }
  loading: boolean
  error: string | null
  hasMore: boolean
  onMore: () => void
  query: string
  onQuery: (query: string) => void
  shown: PeopleShown
  onShow: (shown: PeopleShown) => void
  /** This and the others reject with an Error whose message is shown. */
  onSetRole: (userId: string, role: UserRole) => Promise<void>
  onSuspend: (userId: string) => Promise<void>
  onUnsuspend: (userId: string) => Promise<void>
}

const shownChoices: readonly { value: PeopleShown; label: string }[] = [
  { value: 'all', label: 'Everybody' },
  { value: 'admin', label: 'Admins' },
  { value: 'moderator', label: 'Moderators' },
  { value: 'suspended', label: 'Suspended' },
]

const roles: readonly { value: UserRole; label: string }[] = [
  { value: 'user', label: 'User' },
  { value: 'moderator', label: 'Moderator' },
  { value: 'admin', label: 'Admin' },
]
const ranks = roles.map(({ value }) => value)

/** For admins and moderators: everybody who has an account, with what may be done about them. */
export function PeopleAdmin(props: PeopleAdminProps) {
  const { people, loading, error, hasMore, onMore, query, onQuery, shown, onShow } = props
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-2 sm:grid-cols-[1fr_12rem]">
        <TextField
          label="Search people"
          hideLabel
          type="search"
          icon={<Search />}
          placeholder="Search people"
          autoComplete="off"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
        />
        <SelectField
          label="Which people"
          hideLabel
          choices={shownChoices}
          value={shown}
          onChange={(event) => onShow(shownChoices.find(({ value }) => value === event.target.value)?.value ?? 'all')}
        />
      </div>
      <FormError error={error} />
      {loading && people.length === 0 && <SkeletonRows rows={4} className="px-0" />}
      {!loading && !error && people.length === 0 && <p className="text-ink-muted text-sm">Nobody was found.</p>}
      {people.length > 0 && (
        <ul aria-label="People">
          {people.map((person) => (
            <Item key={person.user.id} person={person} {...props} />
          ))}
        </ul>
      )}
      {hasMore && <More loading={loading} onMore={onMore} />}
    </div>
  )
}

function Item({ person, me, onSetRole, onSuspend, onUnsuspend }: PeopleAdminProps & { person: AdminPerson }) {
  const { user, role, external } = person
  const [nextRole, setNextRole] = useState<UserRole | null>(null)
  const [suspending, setSuspending] = useState(false)
  const unsuspend = useSubmit(onUnsuspend)
  const name = displayName(user)
  const isMe = user.id === me.id
  const isBelow = ranks.indexOf(role) < ranks.indexOf(me.role)
  const wanted = nextRole ?? role
  return (
    <li className="border-line border-b py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Avatar user={user} size="md" />
        <Who person={person} isMe={isMe} />
        <div className="flex items-center gap-2">
          {me.role === 'admin' && !external ? (
            <SelectField
              label={`Role of ${name}`}
              hideLabel
              choices={roles}
              value={role}
              onChange={(event) => setNextRole(ranks.find((one) => one === event.target.value) ?? null)}
              className="w-36"
            />
          ) : (
            role !== 'user' && (
              <Badge variant="soft" size="sm">
                {role}
              </Badge>
            )
          )}
          {/* As wide for everybody, so that the roles stand below each other. */}
          <div className="flex w-26 sm:justify-end">
            {isBelow && !user.suspended && (
              <Button size="sm" variant="ghost" aria-label={`Suspend ${name}`} onClick={() => setSuspending(true)}>
                Suspend
              </Button>
            )}
            {isBelow && user.suspended && (
              <Button
                size="sm"
                aria-label={`Let in again: ${name}`}
                pending={unsuspend.pending}
                onClick={() => void unsuspend.submit(user.id)}
              >
                Let in again
              </Button>
            )}
          </div>
        </div>
      </div>
      <FormError error={unsuspend.error} />
      <ConfirmDialog
        danger
        open={suspending}
        onOpenChange={setSuspending}
        title={`Suspend ${name}?`}
        text="They are signed out everywhere and cannot sign in until they are let in again. What they wrote stays."
        confirmLabel="Suspend"
        onConfirm={() => onSuspend(user.id)}
      />
      <ConfirmDialog
        danger={isMe}
        open={nextRole !== null}
        onOpenChange={(open) => !open && setNextRole(null)}
        title={`Make ${name} ${wanted === 'admin' ? 'an admin' : `a ${wanted}`}?`}
        text={isMe ? 'You give up being an admin. Only another admin can give that back to you.' : meaning[wanted]}
        confirmLabel="Change role"
        onConfirm={() => onSetRole(user.id, wanted)}
      />
    </li>
  )
}

function Who({ person: { user, lastLoginAt }, isMe }: { person: AdminPerson; isMe: boolean }) {
  useMinute()
  return (
    <div className="min-w-0 flex-1 basis-40">
      <p className="flex items-center gap-2 text-sm">
        <span className="truncate font-medium text-ink">{displayName(user)}</span>
        {isMe && <Badge size="sm">you</Badge>}
        {user.suspended && (
          <Badge size="sm" variant="danger">
            suspended
          </Badge>
        )}
      </p>
      <p className="truncate text-ink-muted text-xs">
        @{user.username} ·{' '}
        {lastLoginAt ? (
          <time dateTime={lastLoginAt} title={fullTime(lastLoginAt)}>
            logged in {timeAgo(lastLoginAt)}
          </time>
        ) : (
          'never logged in'
        )}
      </p>
    </div>
  )
}

const meaning: Record<UserRole, string> = {
  user: 'They keep their account, and look after nobody else’s.',
  moderator: 'They see what was reported, delete messages, and suspend users.',
  admin: 'They may do everything here: give roles, suspend people, and take your role from you.',
}
