'use client'

import type { ChosenStatus, User } from '@chime/protocol'
import { CheckCheck, LogOut, Monitor, Moon, Settings, ShieldCheck, Sun, UserRound } from 'lucide-react'
import type { ReactElement } from 'react'
import { PresenceDot, presenceLabels } from '../presence/presence-dot.tsx'
import type { PresenceStatus } from '../presence/presence-status.ts'
import { Menu, MenuItem, MenuSeparator } from '../primitives/menu.tsx'
import { MenuChoice } from '../primitives/menu-choice.tsx'
import type { Theme } from '../primitives/theme-switch.tsx'
import type { Person } from '../user/person.ts'

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

export type MeMenuProps = {
  me: Person & Pick<User, 'statusText'>
  mePresence: PresenceStatus
  onSetStatus: (status: ChosenStatus) => void
  onOpenProfile: () => void
  onOpenSettings?: (() => void) | undefined
  /** Marks the messages of all channels as read. Without it, the menu has no item for this. */
  onMarkAllRead?: (() => void) | undefined
  /** Given to admins of the server. */
  onOpenAdmin?: (() => void) | undefined
  onLogout: () => void
  theme: Theme
  onTheme: (theme: Theme) => void
}

type MeMenuItemsProps = MeMenuProps & { trigger: ReactElement; defaultOpen: boolean }

/** The menu that `MeMenu` opens; its code is fetched when it is needed. */
export function MeMenuItems({ mePresence, trigger, defaultOpen, ...props }: MeMenuItemsProps) {
  const chosen = mePresence === 'offline' || mePresence === 'unknown' ? null : mePresence
  return (
    <Menu
      side="top"
      className="w-(--radix-dropdown-menu-trigger-width) min-w-60"
      trigger={trigger}
      defaultOpen={defaultOpen}
    >
      <MenuChoice label="Show me as" value={chosen} choices={statuses} onChoose={props.onSetStatus} />
      <MenuSeparator />
      <MenuItem icon={<UserRound />} onSelect={props.onOpenProfile}>
        Profile
      </MenuItem>
      {props.onOpenSettings && (
        <MenuItem icon={<Settings />} onSelect={props.onOpenSettings}>
          Settings
        </MenuItem>
      )}
      {props.onOpenAdmin && (
        <MenuItem icon={<ShieldCheck />} onSelect={props.onOpenAdmin}>
          Administration
        </MenuItem>
      )}
      {props.onMarkAllRead && (
        <MenuItem icon={<CheckCheck />} hint="Shift+Esc" onSelect={props.onMarkAllRead}>
          Mark all as read
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
