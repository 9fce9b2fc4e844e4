'use client'

import type { Me } from '@chime/protocol'

export type ProfileDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  me: Me
  /** Rejects with an Error whose message is shown. The caller closes the dialog. */
  onSave: (profile: { fullName: string | null; statusText: string | null }) => Promise<void>
}

export function ProfileDialog(_props: ProfileDialogProps) {
  return null
}
