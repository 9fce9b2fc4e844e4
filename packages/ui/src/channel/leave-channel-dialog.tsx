'use client'

import { useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { displayName, type Person } from '../user/person.ts'
import { type PeopleSearch, PersonPicker } from '../user/person-picker.tsx'

export type LeaveChannelDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  channel: string
  /** What leaving means here: whether I can come back by myself. */
  text: string
  /**
   * Given when I am the last owner and there are other members: the search for the member who is to be the next owner.
   */
  successors?: PeopleSearch | undefined
  /**
   * Rejects with an Error whose message is shown.
   *
   * @param successorId the next owner; null when none has to be chosen
   */
  onLeave: (successorId: string | null) => Promise<void>
}

/** Asks before I leave a channel. The last owner has to choose the next one. */
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
