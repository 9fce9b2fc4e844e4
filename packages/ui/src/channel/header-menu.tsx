'use client'

import type { NotifyLevel } from '@chime/protocol'
import { AtSign, Bell, BellOff } from 'lucide-react'
import { Fragment, type ReactElement, type ReactNode, useState } from 'react'
import { Menu, MenuItem, MenuSeparator } from '../primitives/menu.tsx'
import { MenuChoice } from '../primitives/menu-choice.tsx'

export type HeaderAction = {
  label: string
  onSelect: () => void
  icon?: ReactNode
  /** At the end, behind a line. */
  danger?: boolean
  disabled?: boolean
  /** A line above it. */
  separated?: boolean
  /** Only below 768 px, where the header has no room for a button of its own. */
  narrowOnly?: boolean
}

export type HeaderMenuProps = {
  /** Rename, leave … */
  actions: readonly HeaderAction[]
  /** Which messages call me here; with `onNotify` the menu offers the others. */
  notify?: NotifyLevel | undefined
  onNotify?: ((notify: NotifyLevel) => void) | undefined
  trigger: ReactElement
  defaultOpen: boolean
}

const levels = [
  { value: 'all', label: 'All messages', icon: <Bell /> },
  { value: 'mentions', label: 'Mentions only', icon: <AtSign /> },
  { value: 'none', label: 'Muted', icon: <BellOff /> },
] as const satisfies { value: NotifyLevel; label: string; icon: ReactElement }[]

/** What one can do with the open conversation. */
export function HeaderMenu({ actions, notify, onNotify, trigger, defaultOpen }: HeaderMenuProps) {
  // Looked at when it opens: a menu does not outlive a turn of the phone.
  const [narrow] = useState(() => window.matchMedia('(max-width: 47.99rem)').matches)
  const shown = actions.filter((action) => narrow || !action.narrowOnly)
  const danger = shown.filter((action) => action.danger)
  return (
    <Menu align="end" trigger={trigger} defaultOpen={defaultOpen} className="min-w-56">
      {shown.filter((action) => !action.danger).map(item)}
      {notify && onNotify && (
        <>
          <MenuSeparator />
          <MenuChoice label="Notify me of" value={notify} choices={levels} onChoose={onNotify} />
        </>
      )}
      {danger.length > 0 && <MenuSeparator />}
      {danger.map((action) => item({ ...action, separated: false }))}
    </Menu>
  )
}

function item(action: HeaderAction) {
  return (
    <Fragment key={action.label}>
      {action.separated && <MenuSeparator />}
      <MenuItem icon={action.icon} danger={action.danger} disabled={action.disabled} onSelect={action.onSelect}>
        {action.label}
      </MenuItem>
    </Fragment>
  )
}
