'use client'

import { CheckCheck, LogOut, Monitor, Moon, Settings, ShieldCheck, Sun, UserRound } from 'lucide-react'
import type { ReactElement } from 'react'
import { Menu, MenuItem, MenuSeparator } from '../primitives/menu.tsx'
import { MenuChoice } from '../primitives/menu-choice.tsx'
import { PresenceDot, presenceLabels } from '../primitives/presence-dot.tsx'
import type { MeMenuProps } from './me-menu.tsx'

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

type MeMenuItemsProps = MeMenuProps & { trigger: ReactElement; defaultOpen: boolean }

/** What `MeMenu` opens. */
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
