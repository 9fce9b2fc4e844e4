'use client'

import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { Avatar } from '../user/avatar.tsx'
import { displayName, type Person } from '../user/person.ts'

export type BlockedListProps = {
  people: readonly Person[]
  loading?: boolean
  error?: string | null
  /** Rejects with an Error whose message is shown. */
  onUnblock: (userId: string) => Promise<void>
}

/** The people whom I blocked, each with a button that ends it. */
export function BlockedList({ people, loading = false, error, onUnblock }: BlockedListProps) {
  return (
    <div>
      <FormError error={error} />
      {loading && people.length === 0 && <SkeletonRows rows={2} className="px-0" />}
      {!loading && !error && people.length === 0 && <p className="text-ink-muted text-sm">You have blocked nobody.</p>}
      <ul className="divide-y divide-line">
        {people.map((person) => (
          <Item key={person.id} person={person} onUnblock={onUnblock} />
        ))}
      </ul>
    </div>
  )
}

function Item({ person, onUnblock }: { person: Person; onUnblock: BlockedListProps['onUnblock'] }) {
  const { submit, pending, error } = useSubmit(onUnblock)
  const name = displayName(person)
  return (
    <li className="flex items-center gap-3 py-2.5">
      <Avatar user={person} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-ink text-sm">
          <bdi>{name}</bdi>
        </p>
        <p className="truncate text-ink-muted text-xs">@{person.username}</p>
        <FormError error={error} />
      </div>
      <Button size="sm" pending={pending} aria-label={`Unblock ${name}`} onClick={() => void submit(person.id)}>
        Unblock
      </Button>
    </li>
  )
}
