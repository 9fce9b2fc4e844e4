'use client'

import { limits } from '@chime/protocol'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { SelectField } from '../primitives/select-field.tsx'
import { TextArea, TextField } from '../primitives/text-field.tsx'
import { useSubmit } from '../primitives/use-submit.ts'
import { slowModeChoices } from './slow-mode.ts'

export type ChannelChange = { name: string; description: string | null; slowModeSeconds?: number }

export type EditChannelDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  name: string
  description: string | null
  /** Left out where it cannot be set. */
  slowModeSeconds?: number
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (change: ChannelChange) => Promise<void>
  /** Offers to archive the channel. */
  onArchive?: (() => void) | undefined
}

/** What a channel is called and how it is written in. */
export function EditChannelDialog(props: EditChannelDialogProps) {
  const { open, onOpenChange, name, description, slowModeSeconds, onSave, onArchive } = props
  const formId = useId()
  const [nameError, setNameError] = useState<string>()
  const { submit, pending, error } = useSubmit(onSave)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const value = (field: string) => String(form.get(field) ?? '').trim()
    const newName = value('name')
    if (newName === '') return setNameError('A channel needs a name.')
    void submit({
      name: newName,
      description: value('description') || null,
      ...(slowModeSeconds === undefined ? {} : { slowModeSeconds: Number(value('slowMode')) }),
    })
  }

  return (
    <Dialog
      title="Channel settings"
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          {onArchive && (
            <Button variant="ghost" className="me-auto -ms-2" onClick={onArchive}>
              Archive channel
            </Button>
          )}
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
        {slowModeSeconds !== undefined && (
          <SelectField
            label="Slow mode"
            name="slowMode"
            defaultValue={String(slowModeSeconds)}
            choices={slowModeChoices(slowModeSeconds)}
            hint="How long a member waits between two messages. Owners and admins need not wait."
          />
        )}
      </form>
    </Dialog>
  )
}
