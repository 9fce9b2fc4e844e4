'use client'

import type { ChannelSummary } from '@chime/protocol'
import { ArchiveRestore, CheckCheck, Link2, LogOut, Pin, Search, Settings2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { type HeaderAction, HeaderMenu } from '../../channel/header-menu.tsx'
import { useAside } from '../aside/aside.tsx'
import { useHost } from '../provider/host.tsx'
import type { ChannelDialog } from './channel-dialogs.tsx'
import { mayEdit, mayManage } from './channel-rights.ts'
import { useChannelActions } from './use-channel-actions.ts'

type ChannelMenuProps = {
  summary: ChannelSummary
  onMarkRead: () => void
  onDialog: (dialog: ChannelDialog) => void
  trigger: ReactElement
  defaultOpen: boolean
}

/** The menu of the open channel: only what I may do there. */
export function ChannelMenu({ summary, onMarkRead, onDialog, trigger, defaultOpen }: ChannelMenuProps) {
  const { setAside } = useAside()
  const { hasAddresses } = useHost()
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
    !archivedAt &&
      mayManage(summary) &&
      hasAddresses && { label: 'Invite links', icon: <Link2 />, onSelect: () => onDialog('invites') },
    archivedAt !== null &&
      mayManage(summary) && {
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
