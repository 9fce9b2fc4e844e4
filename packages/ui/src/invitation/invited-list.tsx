'use client'

import { useSubmit } from '../hooks/use-submit.ts'
import { Badge } from '../primitives/badge.tsx'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { Avatar } from '../user/avatar.tsx'
import { displayName, type Person } from '../user/person.ts'

export type InvitedListProps = {
  people: readonly Person[]
  /** Rejects with an Error whose message is shown. */
  onWithdraw: (userId: string) => Promise<void>
}

/** Those who are invited to a channel and have not answered yet, below its members. */
export function InvitedList({ people, onWithdraw }: InvitedListProps) {
  return (
    <ul aria-label="Invited" className="flex flex-col border-line border-t p-2">
      {people.map((person) => (
        <Item key={person.id} person={person} onWithdraw={onWithdraw} />
      ))}
    </ul>
  )
}

function Item({ person, onWithdraw }: { person: Person; onWithdraw: InvitedListProps['onWithdraw'] }) {
  const { submit, pending, error } = useSubmit(onWithdraw)
  const name = displayName(person)
  return (
    <li className="flex items-center gap-3 rounded-md px-2 py-1.5 focus-within:bg-hover hover:bg-hover">
      <Avatar user={person} className="opacity-60" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5 text-sm">
          <bdi className="min-w-0 truncate font-medium text-ink-muted">{name}</bdi>
          <Badge size="sm">invited</Badge>
        </p>
        <p className="truncate text-ink-muted text-xs">@{person.username}</p>
        <FormError error={error} />
      </div>
      <Button
        size="sm"
        variant="ghost"
        pending={pending}
        aria-label={`Take the invitation of ${name} back`}
        onClick={() => void submit(person.id)}
      >
        Take back
      </Button>
    </li>
  )
}
