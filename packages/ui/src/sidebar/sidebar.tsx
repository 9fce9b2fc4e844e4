'use client'

import type { ChannelKind, ChosenStatus, User } from '@chime/protocol'
import type { RenderLink } from '../link.ts'
import type { Person, PresenceStatus } from '../person.ts'
import type { Theme } from '../primitives/theme-switch.tsx'

export type SidebarChannel = {
  id: string
  kind: ChannelKind
  title: string
  unread: number
  mentions: number
  peer?: Person | null
  presence?: PresenceStatus | undefined
  muted: boolean
  href: string
}

export type SidebarProps = {
  me: Person & Pick<User, 'statusText'>
  mePresence: PresenceStatus
  /** In the order to show them; the sidebar only sorts them into its sections. */
  channels: readonly SidebarChannel[]
  currentId: string | null
  loading?: boolean
  /** Why the list could not be loaded, in words; shown with a button when `onReload` is given. */
  error?: string | null
  onReload?: () => void
  onNewMessage: () => void
  onNewChannel: () => void
  onBrowse: () => void
  onSetStatus: (status: ChosenStatus) => void
  onOpenProfile: () => void
  onOpenSessions?: () => void
  onLogout: () => void
  renderLink: RenderLink
  theme: Theme
  onTheme: (theme: Theme) => void
}

export function Sidebar(_props: SidebarProps) {
  return null
}
