'use client'

import { useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { displayName, type Person } from '../user/person.ts'
import { type PeopleSearch, PersonPicker } from '../user/person-picker.tsx'

export type SuspendPersonProps = PeopleSearch & {
  /** Both reject with an Error whose message is shown. */
  onSuspend: (userId: string) => Promise<void>
  onUnsuspend: (userId: string) => Promise<void>
}

/** For admins: finds a user, suspends them or ends their suspension. */
export function SuspendPerson({ onSuspend, onUnsuspend, ...search }: SuspendPersonProps) {
  const [person, setPerson] = useState<Person | null>(null)
  const suspend = useSubmit(onSuspend)
  const unsuspend = useSubmit(onUnsuspend)
  return (
    <div className="flex flex-col gap-3">
      <FormError error={suspend.error ?? unsuspend.error} />
      <PersonPicker
        {...search}
        compact
        label="Person"
        selected={person ? [person] : []}
        onToggle={(next) => setPerson(next.id === person?.id ? null : next)}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          variant="danger"
          disabled={!person}
          pending={suspend.pending}
          onClick={() => person && void suspend.submit(person.id)}
        >
          Suspend{person ? ` ${displayName(person)}` : ''}
        </Button>
        <Button
          disabled={!person}
          pending={unsuspend.pending}
          onClick={() => person && void unsuspend.submit(person.id)}
        >
          Let in again
        </Button>
      </div>
    </div>
  )
}
