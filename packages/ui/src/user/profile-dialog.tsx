'use client'

import { limits, type Me } from '@chime/protocol'
import { type FormEvent, useId, useState } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form/form-error.tsx'
import { type SelectChoice, SelectField } from '../primitives/form/select-field.tsx'
import { TextField } from '../primitives/form/text-field.tsx'
import { PictureField, type PictureFieldProps } from './picture-field.tsx'

type EditedProfile = Pick<Me, 'fullName' | 'statusText' | 'timeZone'>

export type ProfileDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  me: Me
  /** Is given what was changed here. Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (change: Partial<EditedProfile>) => Promise<void>
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
export function ProfileDialog(props: ProfileDialogProps) {
  // Without the dialog there is no form, so that it shows what holds when the dialog opens again.
  return props.open ? <Form {...props} /> : null
}

/** The profile as it was when the dialog opened: its fields stay, whatever is changed on another device meanwhile. */
function Form({ open, onOpenChange, me, onSave, onPicture }: ProfileDialogProps) {
  const [begun] = useState<EditedProfile>(me)
  const formId = useId()
  const { submit, pending, error } = useSubmit(onSave)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const value = (name: string) => String(form.get(name) ?? '').trim() || null
    const written: EditedProfile = {
      fullName: value('fullName'),
      statusText: value('statusText'),
      timeZone: value('timeZone'),
    }
    const change: Partial<EditedProfile> = {
      ...(written.fullName !== begun.fullName && { fullName: written.fullName }),
      ...(written.statusText !== begun.statusText && { statusText: written.statusText }),
      ...(written.timeZone !== begun.timeZone && { timeZone: written.timeZone }),
    }
    if (Object.keys(change).length === 0) return onOpenChange(false)
    void submit(change)
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
        {(me.fullName !== begun.fullName || me.statusText !== begun.statusText || me.timeZone !== begun.timeZone) && (
          <p role="status" className="text-ink-muted text-sm">
            Your profile was changed on another device meanwhile. What you change here replaces that.
          </p>
        )}
        <TextField
          label="Full name"
          name="fullName"
          autoComplete="name"
          defaultValue={begun.fullName ?? ''}
          maxLength={limits.fullNameMax}
          hint="Shown in place of your username."
        />
        <TextField
          label="Status"
          name="statusText"
          autoComplete="off"
          defaultValue={begun.statusText ?? ''}
          maxLength={limits.statusTextMax}
          placeholder="What are you up to?"
        />
        <SelectField
          label="Time zone"
          name="timeZone"
          choices={timeZones(begun.timeZone)}
          defaultValue={begun.timeZone ?? ''}
          hint="Shows others what time it is where you are."
        />
      </form>
    </Dialog>
  )
}
