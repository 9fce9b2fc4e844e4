'use client'

import {
  Bell,
  Copy,
  Flag,
  Forward,
  Link2,
  MailOpen,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  Reply,
  Trash2,
} from 'lucide-react'
import { Fragment, type ReactElement, useRef } from 'react'
import { Menu, MenuItem, MenuSeparator } from '../primitives/menu.tsx'
import type { MessageAction } from './rights.ts'

const words: Record<MessageAction, { label: string; Icon: typeof Bell; separated?: boolean }> = {
  reply: { label: 'Reply', Icon: Reply },
  thread: { label: 'Reply in thread', Icon: MessageSquareReply },
  forward: { label: 'Forward…', Icon: Forward },
  edit: { label: 'Edit', Icon: Pencil },
  pin: { label: 'Pin to the channel', Icon: Pin },
  unpin: { label: 'Unpin', Icon: PinOff },
  'copy-link': { label: 'Copy link', Icon: Link2, separated: true },
  'copy-text': { label: 'Copy text', Icon: Copy },
  'mark-unread': { label: 'Mark unread from here', Icon: MailOpen },
  remind: { label: 'Remind me…', Icon: Bell },
  report: { label: 'Report…', Icon: Flag, separated: true },
  delete: { label: 'Delete…', Icon: Trash2, separated: true },
}

/** These go on in a place that takes the focus. */
const elsewhere = new Set<MessageAction>(['reply', 'edit', 'thread'])

type ActionMenuProps = {
  trigger: ReactElement
  actions: readonly MessageAction[]
  onAction: (action: MessageAction) => void
  onClose: () => void
}

/** Everything that can be done with a message, as a menu that is open. */
export function ActionMenu({ trigger, actions, onAction, onClose }: ActionMenuProps) {
  const chosen = useRef<MessageAction | null>(null)
  return (
    <Menu
      open
      onOpenChange={(open) => !open && onClose()}
      onCloseAutoFocus={(event) => {
        if (chosen.current && elsewhere.has(chosen.current)) event.preventDefault()
      }}
      align="end"
      trigger={trigger}
      className="min-w-52"
    >
      {actions.map((action, index) => {
        const { label, Icon, separated } = words[action]
        return (
          <Fragment key={action}>
            {separated && index > 0 && <MenuSeparator />}
            <MenuItem
              icon={<Icon />}
              danger={action === 'delete'}
              onSelect={() => {
                chosen.current = action
                onAction(action)
              }}
            >
              {label}
            </MenuItem>
          </Fragment>
        )
      })}
    </Menu>
  )
}
