'use client'

import { useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import type { Person } from '../user/person.ts'
import { type PeopleSearch, PersonPicker } from '../user/person-picker.tsx'
import { togglePerson } from '../user/toggle-person.ts'

export type AddPeopleDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The channel's name. */
  channel: string
  /** Whether somebody is a member already: they cannot be chosen. */
  isMember?: (userId: string) => boolean
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onAdd: (userIds: string[]) => Promise<void>
}

/** Asks whom to add to a channel. */
export function AddPeopleDialog(props: AddPeopleDialogProps) {
  // Without the dialog there is no body, so that nobody is chosen when it opens again.
  return props.open ? <Body {...props} /> : null
}

function Body({ open, onOpenChange, channel, isMember, onAdd, ...search }: AddPeopleDialogProps) {
  const [selected, setSelected] = useState<readonly Person[]>([])
  const { submit, pending, error } = useSubmit(onAdd)
  return (
    <Dialog
      title={`Add people to ${channel}`}
      description="They will see everything that was written before."
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button
            variant="primary"
            pending={pending}
            disabled={selected.length === 0}
            onClick={() => void submit(selected.map((person) => person.id))}
          >
            {selected.length > 1 ? `Add ${selected.length} people` : 'Add'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <FormError error={error} />
        <PersonPicker
          {...search}
          multiple
          autoFocus
          selected={selected}
          onToggle={(person) => setSelected(togglePerson(selected, person))}
          disabledReason={(person) => (isMember?.(person.id) ? 'Already a member' : null)}
        />
      </div>
    </Dialog>
  )
}
