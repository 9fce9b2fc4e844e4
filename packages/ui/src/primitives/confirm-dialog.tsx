'use client'

import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { FormError } from './form-error.tsx'
import { useSubmit } from './use-submit.ts'

export type ConfirmDialogProps = {
  title: string
  text: ReactNode
  confirmLabel: string
  danger?: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Rejects with an Error whose message is shown; closes itself when it resolves. */
  onConfirm: () => Promise<void>
}

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
          <Button variant={danger ? 'danger' : 'primary'} pending={pending} onClick={() => void submit()}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {error && <FormError error={error} />}
    </Dialog>
  )
}
