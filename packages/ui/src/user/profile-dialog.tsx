'use client'

import { limits, type Me } from '@chime/protocol'
import { type FormEvent, useId } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { type SelectChoice, SelectField } from '../primitives/form/select-field.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { PictureField, type PictureFieldProps } from './picture-field.tsx'

export type ProfileDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  me: Me
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (profile: Pick<Me, 'fullName' | 'statusText' | 'timeZone'>) => Promise<void>
  /** Saves the picture, at once and without the "Save" button. */
  onPicture: PictureFieldProps['onPicture']
}

/** The one of this device first, then those that the browser knows; the present one may be none of them. */
function timeZones(present: string | null): SelectChoice[] {
  const known = Intl.supportedValuesOf?.('timeZone') ?? []
  const names = new Set([Intl.DateTimeFormat().resolvedOptions().timeZone, ...(present ? [present] : []), ...known])
  return [
    { value: '', label: 'Not told' },
    ...[...names].map((name) => ({ value: name, label: name.replaceAll('_', ' ') })),
  ]
}

/** Edits my own profile: picture, full name, status and time zone. */
export function ProfileDialog({ open, onOpenChange, me, onSave, onPicture }: ProfileDialogProps) {
  const formId = useId()
  const { submit, pending, error } = useSubmit(onSave)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const value = (name: string) => String(form.get(name) ?? '').trim() || null
    void submit({ fullName: value('fullName'), statusText: value('statusText'), timeZone: value('timeZone') })
  }

  return (
    <Dialog
      title="Profile"
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
        <PictureField user={me} onPicture={onPicture} />
        <p className="truncate text-ink-muted text-sm">
          @{me.username}
          {me.email && ` · ${me.email}`}
        </p>
        <FormError error={error} />
        <TextField
          label="Full name"
          name="fullName"
          autoComplete="name"
          defaultValue={me.fullName ?? ''}
          maxLength={limits.fullNameMax}
          hint="Shown in place of your username."
        />
        <TextField
          label="Status"
          name="statusText"
          autoComplete="off"
          defaultValue={me.statusText ?? ''}
          maxLength={limits.statusTextMax}
          placeholder="What are you up to?"
        />
        <SelectField
          label="Time zone"
          name="timeZone"
          choices={timeZones(me.timeZone)}
          defaultValue={me.timeZone ?? ''}
          hint="Shows others what time it is where you are."
        />
      </form>
    </Dialog>
  )
}
