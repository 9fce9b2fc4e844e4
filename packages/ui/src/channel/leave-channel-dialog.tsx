'use client'

import { useState } from 'react'
import { type PeopleSearch, PersonPicker } from '../people/person-picker.tsx'
import { displayName, type Person } from '../person.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { useSubmit } from '../primitives/use-submit.ts'

export type LeaveChannelDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  channel: string
  /** What it means: whether one can come back. */
  text: string
  /** Given when I am the last owner of a channel with others in it: the members to choose the next owner from. */
  successors?: PeopleSearch | undefined
  /** Rejects with an Error whose message is shown. */
  onLeave: (successorId: string | null) => Promise<void>
}

/** Asks before leaving; the last owner says who is to be owner next. */
export function LeaveChannelDialog(props: LeaveChannelDialogProps) {
  return props.open ? <Body {...props} /> : null
}

function Body({ open, onOpenChange, channel, text, successors, onLeave }: LeaveChannelDialogProps) {
  const [successor, setSuccessor] = useState<Person | null>(null)
  const { submit, pending, error } = useSubmit(onLeave)
  return (
    <Dialog
      size={successors ? 'md' : 'sm'}
      title={`Leave ${channel}?`}
      description={successors ? 'You are its only owner. Choose who is to be the owner after you.' : text}
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button
            variant="danger"
            pending={pending}
            disabled={successors !== undefined && successor === null}
            onClick={() => void submit(successor?.id ?? null)}
          >
            {successor ? `Make ${displayName(successor)} owner and leave` : 'Leave'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <FormError error={error} />
        {successors && (
          <PersonPicker
            {...successors}
            compact
            label="Next owner"
            selected={successor ? [successor] : []}
            onToggle={(person) => setSuccessor(person.id === successor?.id ? null : person)}
          />
        )}
      </div>
    </Dialog>
  )
}
