'use client'

import { useState } from 'react'
import type { Person } from '../person.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { useSubmit } from '../primitives/use-submit.ts'
import { type PeopleSearch, PersonPicker } from './person-picker.tsx'
import { toggled } from './toggled.ts'

export type AddPeopleDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The channel's name. */
  channel: string
  isMember?: (userId: string) => boolean
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onAdd: (userIds: string[]) => Promise<void>
}

export function AddPeopleDialog(props: AddPeopleDialogProps) {
  // The body is unmounted with the dialog, and what was chosen with it.
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
          onToggle={(person) => setSelected(toggled(selected, person))}
          disabledReason={(person) => (isMember?.(person.id) ? 'Already a member' : null)}
        />
      </div>
    </Dialog>
  )
}
