'use client'

import { Fragment, type ReactElement } from 'react'
import { Menu, MenuItem, MenuSeparator } from '../primitives/menu.tsx'
import type { HeaderAction } from './channel-header.tsx'

type HeaderMenuProps = { actions: readonly HeaderAction[]; trigger: ReactElement; defaultOpen: boolean }

/** What one can do with the open conversation. */
export function HeaderMenu({ actions, trigger, defaultOpen }: HeaderMenuProps) {
  return (
    <Menu align="end" trigger={trigger} defaultOpen={defaultOpen}>
      {actions.map((action) => (
        <Fragment key={action.label}>
          {action.separated && <MenuSeparator />}
          <MenuItem icon={action.icon} danger={action.danger} disabled={action.disabled} onSelect={action.onSelect}>
            {action.label}
          </MenuItem>
        </Fragment>
      ))}
    </Menu>
  )
}
