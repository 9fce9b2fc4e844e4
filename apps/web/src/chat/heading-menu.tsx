'use client'

import type { ChannelSummary } from '@chime/protocol'
import { type HeaderAction, HeaderMenu } from '@chime/ui'
import { ArchiveRestore, CheckCheck, Link2, LogOut, Pin, Search, Settings2 } from 'lucide-react'
import type { ReactElement } from 'react'
import type { HeadingDialog } from './heading-dialogs.tsx'
import { useChatPanels } from './panels.tsx'
import { mayEdit, mayRun } from './rights.ts'
import { useChannelActions } from './use-channel-actions.ts'

type HeadingMenuProps = {
  summary: ChannelSummary
  onMarkRead: () => void
  onDialog: (dialog: HeadingDialog) => void
  trigger: ReactElement
  defaultOpen: boolean
}

/** What one can do with the open channel. */
export function HeadingMenu({ summary, onMarkRead, onDialog, trigger, defaultOpen }: HeadingMenuProps) {
  const { setAside } = useChatPanels()
  const { setNotify, unarchive } = useChannelActions()
  const { id, kind, membership, archivedAt } = summary
  const offered: (HeaderAction | false)[] = [
    membership !== null && {
      label: 'Mark as read',
      icon: <CheckCheck />,
      onSelect: onMarkRead,
      disabled: membership.unread === 0,
    },
    {
      label: 'Pinned messages',
      icon: <Pin />,
      onSelect: () => setAside({ name: 'pinned', channelId: id }),
      narrowOnly: true,
    },
    {
      label: 'Search in this conversation',
      icon: <Search />,
      onSelect: () => setAside({ name: 'search', channelId: id }),
    },
    !archivedAt &&
      mayEdit(summary) && {
        label: 'Channel settings',
        icon: <Settings2 />,
        onSelect: () => onDialog('edit'),
        separated: true,
      },
    !archivedAt && mayRun(summary) && { label: 'Invite links', icon: <Link2 />, onSelect: () => onDialog('invites') },
    archivedAt !== null &&
      mayRun(summary) && {
        label: 'Unarchive',
        icon: <ArchiveRestore />,
        onSelect: () => void unarchive(id),
        separated: true,
      },
    membership !== null &&
      kind !== 'direct' && { label: 'Leave', icon: <LogOut />, onSelect: () => onDialog('leave'), danger: true },
  ]
  return (
    <HeaderMenu
      actions={offered.filter((action) => action !== false)}
      notify={membership?.notify}
      onNotify={membership ? (level) => setNotify(id, level) : undefined}
      trigger={trigger}
      defaultOpen={defaultOpen}
    />
  )
}
