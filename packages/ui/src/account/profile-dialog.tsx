'use client'

import { limits, type Me } from '@chime/protocol'
import { type FormEvent, useId } from 'react'
import { Button } from '../primitives/button.tsx'
import { Dialog } from '../primitives/dialog.tsx'
import { FormError } from '../primitives/form-error.tsx'
import { TextField } from '../primitives/text-field.tsx'
import { useSubmit } from '../primitives/use-submit.ts'
import { PictureField, type PictureFieldProps } from './picture-field.tsx'

export type ProfileDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  me: Me
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (profile: { fullName: string | null; statusText: string | null }) => Promise<void>
  /** Changes the picture at once. */
  onPicture: PictureFieldProps['onPicture']
}

export function ProfileDialog({ open, onOpenChange, me, onSave, onPicture }: ProfileDialogProps) {
  const formId = useId()
  const { submit, pending, error } = useSubmit(onSave)

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const value = (name: string) => String(form.get(name) ?? '').trim() || null
    void submit({ fullName: value('fullName'), statusText: value('statusText') })
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
          @{me.username} · {me.email}
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
      </form>
    </Dialog>
  )
}
