'use client'

import type { Member } from '@chime/protocol'
import type { Person, PresenceStatus } from '../person.ts'

export type MemberEntry = { member: Member; user: Person | null; presence?: PresenceStatus | undefined }

export type MembersPanelProps = {
  members: readonly MemberEntry[]
  loading?: boolean
  error?: string | null
  canAdd?: boolean
  /** Whether I may remove this one; leaving is in the channel's menu. */
  canRemove?: (entry: MemberEntry) => boolean
  meId: string
  onAdd?: () => void
  onRemove?: (userId: string) => void
  onMessage: (userId: string) => void
  onClose: () => void
  hasMore?: boolean
  onMore?: () => void
}

export function MembersPanel(_props: MembersPanelProps) {
  return null
}
