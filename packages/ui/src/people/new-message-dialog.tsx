'use client'

import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { useSubmit } from '../primitives/use-submit.ts'
import { type PeopleSearch, PersonPicker } from './person-picker.tsx'

export type NewMessageDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Opens the direct conversation; rejects with an Error whose message is shown. The caller closes the dialog. */
  onPick: (userId: string) => Promise<void>
}

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
