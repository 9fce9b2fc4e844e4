'use client'

import { ChartBarBig, Clock, Paperclip } from 'lucide-react'
import type { ReactElement } from 'react'
import { Menu, MenuItem } from '../primitives/menu.tsx'
import type { AddMenuActions } from './composer-tools.tsx'

type AddMenuProps = AddMenuActions & {
  trigger: ReactElement
  defaultOpen: boolean
  onAttach: (() => void) | undefined
}

export function AddMenu({ trigger, defaultOpen, onAttach, onNewPoll, onSchedule, canSchedule }: AddMenuProps) {
  return (
    <Menu trigger={trigger} defaultOpen={defaultOpen} side="top">
      {onAttach && (
        <MenuItem icon={<Paperclip />} onSelect={onAttach}>
          Attach files
        </MenuItem>
      )}
      {onNewPoll && (
        <MenuItem icon={<ChartBarBig />} onSelect={onNewPoll}>
          Create a poll…
        </MenuItem>
      )}
      {onSchedule && (
        <MenuItem icon={<Clock />} onSelect={onSchedule} disabled={!canSchedule}>
          Send later…
        </MenuItem>
      )}
    </Menu>
  )
}
