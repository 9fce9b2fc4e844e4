'use client'

import type { PeopleSearch } from '../people/person-picker.tsx'

export type NewChannelKind = 'public' | 'group'

export type NewChannel = { kind: NewChannelKind; name: string; description: string | null; memberIds: string[] }

export type NewChannelDialogProps = PeopleSearch & {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Resolves when it is made (the caller closes the dialog and opens the channel); rejects with an Error whose message is shown. */
  onCreate: (channel: NewChannel) => Promise<void>
}

export function NewChannelDialog(_props: NewChannelDialogProps) {
  return null
}
