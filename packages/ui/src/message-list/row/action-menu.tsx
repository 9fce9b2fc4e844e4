'use client'

import {
  Bell,
  Bookmark,
  BookmarkX,
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
import type { MessageAction } from '../../message/message-rights.ts'
import { Menu, MenuItem, MenuSeparator } from '../../primitives/menu.tsx'

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
  save: { label: 'Save for later', Icon: Bookmark },
  unsave: { label: 'Remove from saved', Icon: BookmarkX },
  remind: { label: 'Remind me…', Icon: Bell },
  report: { label: 'Report…', Icon: Flag, separated: true },
  delete: { label: 'Delete…', Icon: Trash2, separated: true },
}

/**
 * After these actions, the focus goes elsewhere (to the composer, to the thread), and not back to the menu's button.
 */
const elsewhere = new Set<MessageAction>(['reply', 'edit', 'thread'])

type ActionMenuProps = {
  trigger: ReactElement
  actions: readonly MessageAction[]
  onAction: (action: MessageAction) => void
  onClose: () => void
}

/** The menu of a message, with everything that can be done with it. It is mounted while it is open. */
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
