'use client'

import type { ChannelKind } from '@chime/protocol'
import type { ReactNode } from 'react'
import type { Person, PresenceStatus } from '../person.ts'

export type HeaderAction = {
  label: string
  onSelect: () => void
  icon?: ReactNode
  danger?: boolean
  disabled?: boolean
  /** A line above it. */
  separated?: boolean
}

export type ChannelHeaderProps = {
  title: string
  description?: string | null
  kind: ChannelKind
  /** Null while it is not known. */
  memberCount?: number | null
  peer?: Person | null
  presence?: PresenceStatus | undefined
  /** Of the peer, when not online. */
  lastSeenAt?: string | null
  /** Names of those who type; shown in place of the description where there is no room below. */
  typing?: readonly string[]
  onMembers?: (() => void) | undefined
  membersOpen?: boolean
  /** Below 768 px: back to the sidebar. */
  onBack?: (() => void) | undefined
  /** What the menu offers: rename, leave … Without any there is no menu. */
  actions?: readonly HeaderAction[]
  loading?: boolean
}

export function ChannelHeader(_props: ChannelHeaderProps) {
  return null
}
