'use client'

import type { PeopleSearch } from './person-picker.tsx'

export type NewMessageDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Opens the direct conversation; rejects with an Error whose message is shown. The caller closes the dialog. */
  onPick: (userId: string) => Promise<void>
}

export function NewMessageDialog(_props: NewMessageDialogProps) {
  return null
}
