'use client'

import { limits } from '@chime/protocol'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { TextArea, TextField } from '../primitives/text-field.tsx'
import { useSubmit } from '../primitives/use-submit.ts'

export type EditChannelDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  name: string
  description: string | null
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (change: { name: string; description: string | null }) => Promise<void>
}

export function EditChannelDialog({ open, onOpenChange, name, description, onSave }: EditChannelDialogProps) {
  const formId = useId()
  const [nameError, setNameError] = useState<string>()
  const { submit, pending, error } = useSubmit(onSave)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const newName = String(form.get('name') ?? '').trim()
    if (newName === '') return setNameError('A channel needs a name.')
    void submit({ name: newName, description: String(form.get('description') ?? '').trim() || null })
  }

  return (
    <Dialog
      title="Edit channel"
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} pending={pending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        <FormError error={error} />
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          defaultValue={name}
          maxLength={limits.channelNameMax}
          error={nameError}
          onChange={() => setNameError(undefined)}
        />
        <TextArea
          label="Description"
          name="description"
          defaultValue={description ?? ''}
          maxLength={limits.descriptionMax}
          hint="Everyone in the channel sees it at the top."
        />
      </form>
    </Dialog>
  )
}
