'use client'

import type { ChosenStatus, User } from '@chime/protocol'
import { ChevronsUpDown } from 'lucide-react'
import { lazy } from 'react'
import { retrying } from '../later.ts'
import { displayName, type Person, type PresenceStatus } from '../person.ts'
import { Avatar } from '../primitives/avatar.tsx'
import { DeferredMenu } from '../primitives/deferred-menu.tsx'
import { presenceLabels } from '../primitives/presence-dot.tsx'
import type { Theme } from '../primitives/theme-switch.tsx'

export type MeMenuProps = {
  me: Person & Pick<User, 'statusText'>
  mePresence: PresenceStatus
  onSetStatus: (status: ChosenStatus) => void
  onOpenProfile: () => void
  onOpenSettings?: (() => void) | undefined
  onMarkAllRead?: (() => void) | undefined
  /** For those who run this server. */
  onOpenAdmin?: (() => void) | undefined
  onLogout: () => void
  theme: Theme
  onTheme: (theme: Theme) => void
}

const MeMenuItems = lazy(retrying(() => import('./me-menu-items.tsx').then((m) => ({ default: m.MeMenuItems }))))

/** Myself, at the foot of the sidebar: status, profile, settings, theme, log out. */
export function MeMenu(props: MeMenuProps) {
  const { me, mePresence } = props
  return (
    <DeferredMenu
      trigger={
        <button
          type="button"
          className="flex w-full cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5 text-start transition-colors duration-75 [--avatar-ring:var(--sunken)] hover:bg-hover data-[state=open]:bg-hover"
        >
          <span aria-hidden className="flex">
            <Avatar user={me} presence={mePresence} />
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold text-ink text-sm">
              <bdi>{displayName(me)}</bdi>
            </span>
            <span className="block truncate text-ink-muted text-xs">
              <bdi>{me.statusText || `@${me.username}`}</bdi>
              <span className="sr-only">, {presenceLabels[mePresence].toLowerCase()}, your menu</span>
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
        </button>
      }
      menu={(trigger, defaultOpen) => <MeMenuItems {...props} trigger={trigger} defaultOpen={defaultOpen} />}
    />
  )
}
