'use client'

import type { ReactNode } from 'react'

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

export function ConfirmDialog(_props: ConfirmDialogProps) {
  return null
}
