'use client'

import { limits } from '@chime/protocol'
import { type FormEvent, useId, useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { SelectField } from '../primitives/form/select-field.tsx'
import { TextArea, TextField } from '../primitives/form/text-field.tsx'
import { slowModeChoices } from './slow-mode.ts'

/** What is to become of a channel; what is left out stays as it is. */
export type ChannelChange = { name?: string; description?: string | null; slowModeSeconds?: number }

export type EditChannelDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  name: string
  description: string | null
  /** Left out for channels that have no slow mode. */
  slowModeSeconds?: number
  /** Is given what was changed here. Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (change: ChannelChange) => Promise<void>
  /** Given when I may archive the channel: adds a button for it. */
  onArchive?: (() => void) | undefined
}

/** The settings of a channel: its name, its description and how often people may write. */
export function EditChannelDialog(props: EditChannelDialogProps) {
  // Without the dialog there is no form, so that it shows what holds when the dialog opens again.
  return props.open ? <Form {...props} /> : null
}

/** The channel as it was when the dialog opened: its fields stay, whatever is changed elsewhere meanwhile. */
function Form(props: EditChannelDialogProps) {
  const { open, onOpenChange, onSave } = props
  const [{ name, description, slowModeSeconds, onArchive }] = useState(props)
  const formId = useId()
  const [nameError, setNameError] = useState<string>()
  const { submit, pending, error } = useSubmit(onSave)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const value = (field: string) => String(form.get(field) ?? '').trim()
    const newName = value('name')
    if (newName === '') return setNameError('A channel needs a name.')
    const newDescription = value('description') || null
    const seconds = slowModeSeconds === undefined ? undefined : Number(value('slowMode'))
    const change = {
      ...(newName !== name && { name: newName }),
      ...(newDescription !== description && { description: newDescription }),
      ...(seconds !== undefined && seconds !== slowModeSeconds && { slowModeSeconds: seconds }),
    }
    if (Object.keys(change).length === 0) return onOpenChange(false)
    void submit(change)
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
        <ChangedElsewhere {...props} begun={{ name, description }} />
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

type ChangedElsewhereProps = Pick<EditChannelDialogProps, 'name' | 'description'> & {
  begun: Pick<EditChannelDialogProps, 'name' | 'description'>
}

/** Says what others have changed since the dialog opened. */
function ChangedElsewhere({ name, description, begun }: ChangedElsewhereProps) {
  const isRenamed = name !== begun.name
  if (!isRenamed && description === begun.description) return null
  return (
    <p role="status" className="text-ink-muted text-sm">
      {isRenamed ? (
        <>
          Somebody named it <bdi className="font-medium text-ink">{name}</bdi> meanwhile.
        </>
      ) : (
        'Somebody changed the description meanwhile.'
      )}{' '}
      What you change here replaces that.
    </p>
  )
}
