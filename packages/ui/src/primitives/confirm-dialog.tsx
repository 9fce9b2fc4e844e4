'use client'

import type { ReactNode } from 'react'
import { useSubmit } from '../hooks/use-submit.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { FormError } from './form/form-error.tsx'

export type ConfirmDialogProps = {
  title: string
  text: ReactNode
  confirmLabel: string
  danger?: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Rejects with an Error whose message is shown. When it resolves, the dialog closes itself. */
  onConfirm: () => Promise<void>
}

/** Asks whether something is really to be done. */
export function ConfirmDialog({
  title,
  text,
  confirmLabel,
  danger,
  open,
  onOpenChange,
  onConfirm,
}: ConfirmDialogProps) {
  const { submit, pending, error } = useSubmit(async () => {
    await onConfirm()
    onOpenChange(false)
  })
  return (
    <Dialog
      size="sm"
      title={title}
      description={text}
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          {/* So that Enter does what is asked for, and Esc does not. */}
          <Button autoFocus variant={danger ? 'danger' : 'primary'} pending={pending} onClick={() => void submit()}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {error && <FormError error={error} />}
    </Dialog>
  )
}
