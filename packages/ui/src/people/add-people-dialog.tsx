'use client'

import type { PeopleSearch } from './person-picker.tsx'

export type AddPeopleDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The channel's name. */
  channel: string
  isMember?: (userId: string) => boolean
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onAdd: (userIds: string[]) => Promise<void>
}

export function AddPeopleDialog(_props: AddPeopleDialogProps) {
  return null
}
