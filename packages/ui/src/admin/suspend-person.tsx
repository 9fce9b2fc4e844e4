'use client'

import { useState } from 'react'
import { type PeopleSearch, PersonPicker } from '../people/person-picker.tsx'
import { displayName, type Person } from '../person.ts'
import { Button } from '../primitives/button.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { useSubmit } from '../primitives/use-submit.ts'

export type SuspendPersonProps = PeopleSearch & {
  /** Both reject with an Error whose message is shown. */
  onSuspend: (userId: string) => Promise<void>
  onUnsuspend: (userId: string) => Promise<void>
}

/** Finds somebody and shuts them out, or lets them in again. */
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
