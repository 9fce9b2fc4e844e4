'use client'

import { useSubmit } from '../hooks/use-submit.ts'
import { Badge } from '../primitives/badge.tsx'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { Avatar } from '../user/avatar.tsx'
import { displayName, type Person } from '../user/person.ts'

export type InvitedEntry = {
  user: Person
  /** I may take the invitation back. */
  mine: boolean
}

export type InvitedListProps = {
  people: readonly InvitedEntry[]
  /** Rejects with an Error whose message is shown. */
  onWithdraw: (userId: string) => Promise<void>
}

/** Those who are invited to a channel and have not answered yet, below its members. */
export function InvitedList({ people, onWithdraw }: InvitedListProps) {
  return (
    <ul aria-label="Invited" className="flex flex-col border-line border-t p-2">
      {people.map((entry) => (
        <Item key={entry.user.id} {...entry} onWithdraw={onWithdraw} />
      ))}
    </ul>
  )
}

function Item({ user, mine, onWithdraw }: InvitedEntry & Pick<InvitedListProps, 'onWithdraw'>) {
  const { submit, pending, error } = useSubmit(onWithdraw)
  const name = displayName(user)
  return (
    <li className="flex items-center gap-3 rounded-md px-2 py-1.5 focus-within:bg-hover hover:bg-hover">
      <Avatar user={user} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5 text-sm">
          <bdi className="min-w-0 truncate font-medium text-ink-muted">{name}</bdi>
          <Badge size="sm">invited</Badge>
        </p>
        <p className="truncate text-ink-muted text-xs">@{user.username}</p>
        <FormError error={error} />
      </div>
      {mine && (
        <Button
          size="sm"
          variant="ghost"
          pending={pending}
          aria-label={`Take back the invitation of ${name}`}
          onClick={() => void submit(user.id)}
        >
          Take back
        </Button>
      )}
    </li>
  )
}
