'use client'

import { useSubmit } from '../hooks/use-submit.ts'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { type PeopleSearch, PersonPicker } from '../user/person-picker.tsx'

export type NewMessageDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Opens the direct conversation with them, and closes the dialog. Rejects with an Error whose message is shown. */
  onPick: (userId: string) => Promise<void>
}

/** Asks whom to write to, for a direct conversation. */
export function NewMessageDialog({ open, onOpenChange, onPick, ...search }: NewMessageDialogProps) {
  const { submit, pending, error } = useSubmit(onPick)
  return (
    <Dialog title="New message" description="Whom do you want to write to?" open={open} onOpenChange={onOpenChange}>
      <div aria-busy={pending || undefined} className="flex flex-col gap-3">
        <FormError error={error} />
        <PersonPicker {...search} autoFocus label="To" selected={[]} onToggle={(person) => void submit(person.id)} />
      </div>
    </Dialog>
  )
}
