'use client'

import type { ChosenStatus, User } from '@chime/protocol'
import { ChevronsUpDown, LogOut, Monitor, MonitorSmartphone, Moon, Sun, UserRound } from 'lucide-react'
import { displayName, type Person, type PresenceStatus } from '../person.ts'
import { Avatar } from '../primitives/avatar.tsx'
import { Menu, MenuItem, MenuSeparator } from '../primitives/menu.tsx'
import { MenuChoice } from '../primitives/menu-choice.tsx'
import { PresenceDot, presenceLabels } from '../primitives/presence-dot.tsx'
import type { Theme } from '../primitives/theme-switch.tsx'

export type MeMenuProps = {
  me: Person & Pick<User, 'statusText'>
  mePresence: PresenceStatus
  onSetStatus: (status: ChosenStatus) => void
  onOpenProfile: () => void
  onOpenSessions?: (() => void) | undefined
  onLogout: () => void
  theme: Theme
  onTheme: (theme: Theme) => void
}

const statuses = (['online', 'away', 'busy', 'invisible'] as const).map((value) => ({
  value,
  label: presenceLabels[value],
  icon: <PresenceDot status={value} decorative />,
}))

const themes = [
  { value: 'system', label: 'As the system', icon: <Monitor /> },
  { value: 'light', label: 'Light', icon: <Sun /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
] as const

/** Myself, at the foot of the sidebar: status, profile, devices, theme, log out. */
export function MeMenu({ me, mePresence, ...props }: MeMenuProps) {
  const name = displayName(me)
  const chosen = mePresence === 'offline' || mePresence === 'unknown' ? null : mePresence
  return (
    <Menu
      side="top"
      className="w-(--radix-dropdown-menu-trigger-width) min-w-60"
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
              <bdi>{name}</bdi>
            </span>
            <span className="block truncate text-ink-muted text-xs">
              <bdi>{me.statusText || `@${me.username}`}</bdi>
              <span className="sr-only">, {presenceLabels[mePresence].toLowerCase()}, your menu</span>
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
        </button>
      }
    >
      <MenuChoice label="Show me as" value={chosen} choices={statuses} onChoose={props.onSetStatus} />
      <MenuSeparator />
      <MenuItem icon={<UserRound />} onSelect={props.onOpenProfile}>
        Profile
      </MenuItem>
      {props.onOpenSessions && (
        <MenuItem icon={<MonitorSmartphone />} onSelect={props.onOpenSessions}>
          Signed-in devices
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuChoice label="Theme" value={props.theme} choices={themes} onChoose={props.onTheme} />
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={props.onLogout}>
        Log out
      </MenuItem>
    </Menu>
  )
}
