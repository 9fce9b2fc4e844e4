'use client'

import { ChartBarBig, Clock, Paperclip } from 'lucide-react'
import type { ReactElement } from 'react'
import { Menu, MenuItem } from '../primitives/menu.tsx'

/** What the menu can do besides attaching files; undefined: it is not offered. */
export type AddMenuActions = {
  onNewPoll: (() => void) | undefined
  onSchedule: (() => void) | undefined
  /** There is a text that could be scheduled. */
  canSchedule: boolean
}

type AddMenuProps = AddMenuActions & {
  trigger: ReactElement
  defaultOpen: boolean
  onAttach: (() => void) | undefined
}

/** The menu of `AddMenuButton`; its code is fetched when it is needed. */
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
