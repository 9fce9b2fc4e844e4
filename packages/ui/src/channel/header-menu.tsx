'use client'

import type { NotifyLevel } from '@chime/protocol'
import { AtSign, Bell, BellOff } from 'lucide-react'
import { Fragment, type ReactElement, type ReactNode, useState } from 'react'
import { Menu, MenuItem, MenuSeparator } from '../primitives/menu.tsx'
import { MenuChoice } from '../primitives/menu-choice.tsx'

/** One item of the menu. */
export type HeaderAction = {
  label: string
  onSelect: () => void
  icon?: ReactNode
  /** Shown in red, at the end of the menu below a separator. */
  danger?: boolean
  disabled?: boolean
  /** Puts a separator above it. */
  separated?: boolean
  /** Shown only below 768 px, where the header has no room for its button. */
  narrowOnly?: boolean
}

export type HeaderMenuProps = {
  /** What I can do with the conversation: rename it, leave it … */
  actions: readonly HeaderAction[]
  /** Which messages I am notified of. The menu offers this choice when `onNotify` is given, too. */
  notify?: NotifyLevel | undefined
  onNotify?: ((notify: NotifyLevel) => void) | undefined
  trigger: ReactElement
  /** True: the menu is open as soon as it is mounted, because its button was used to fetch it. */
  defaultOpen: boolean
}

const levels = [
  { value: 'all', label: 'All messages', icon: <Bell /> },
  { value: 'mentions', label: 'Mentions only', icon: <AtSign /> },
  { value: 'none', label: 'Muted', icon: <BellOff /> },
] as const satisfies { value: NotifyLevel; label: string; icon: ReactElement }[]

/** The menu in the header of a conversation. */
export function HeaderMenu({ actions, notify, onNotify, trigger, defaultOpen }: HeaderMenuProps) {
  // Read once, when the menu opens: it is hardly ever open while the window changes its width.
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
