'use client'

import { Button, Dialog, FormError, useSubmit } from '@chime/ui'
import { type FormEvent, type ReactNode, useId } from 'react'

type Props = {
  title: string
  description: string
  confirmLabel: string
  /** Called when it is done, or no longer wanted. */
  onClose: () => void
  /** Is given what stands in a field. Rejects with an Error whose message is shown. */
  onSave: (value: (name: string) => string) => Promise<void>
  /** The fields; the browser checks what they require. */
  children: ReactNode
}

/** A dialog with a short form. It stays open, with what was entered, until the server has taken it. */
export function FormDialog({ title, description, confirmLabel, onClose, onSave, children }: Props) {
  const formId = useId()
  const { submit, pending, error } = useSubmit(async (form: FormData) => {
    await onSave((name) => String(form.get(name) ?? ''))
    onClose()
  })
  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    void submit(new FormData(event.currentTarget))
  }
  return (
    <Dialog
      title={title}
      description={description}
      open
      onOpenChange={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} pending={pending}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={onSubmit} className="flex flex-col gap-4">
        {children}
        <FormError error={error} />
      </form>
    </Dialog>
  )
}
