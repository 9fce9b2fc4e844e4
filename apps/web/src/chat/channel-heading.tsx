'use client'

import { useChime, useMembers, useReadable } from '@chime/client/react'
import type { ChannelSummary, Presence } from '@chime/protocol'
import { ChannelHeader, type HeaderAction } from '@chime/ui'
import { ArchiveRestore, CheckCheck, Link2, LogOut, Pin, Search, Settings2 } from 'lucide-react'
import { useState } from 'react'
import { channelTitle } from './channel-title.ts'
import type { HeadingDialog } from './heading-dialogs.tsx'
import { HeadingDialogs } from './later.tsx'
import { navigate } from './navigation.ts'
import { type Aside, useChatPanels } from './panels.tsx'
import { mayEdit, mayRun } from './rights.ts'
import { paths } from './routes.ts'
import { useChannelActions } from './use-channel-actions.ts'
import { useEver } from './use-ever.ts'

type ChannelHeadingProps = { channelId: string; summary: ChannelSummary | null; onMarkRead: () => void }

/** The header of the open channel, with what its menu leads to. */
export function ChannelHeading({ channelId, summary, onMarkRead }: ChannelHeadingProps) {
  const { aside, setAside } = useChatPanels()
  const { members, complete } = useMembers(channelId)
  const presence = usePeerPresence(summary?.peer?.id)
  const { setNotify, unarchive } = useChannelActions()
  const [dialog, setDialog] = useState<HeadingDialog | null>(null)
  const used = useEver(dialog !== null)
  const isOpen = (name: Aside['name']) => aside?.name === name && (name === 'search' || aside.channelId === channelId)
  const toggle = (name: 'members' | 'pinned') => setAside(isOpen(name) ? null : { name, channelId })

  if (!summary) {
    return <ChannelHeader title="" kind="group" loading onBack={() => navigate(paths.home)} />
  }
  const { membership } = summary
  return (
    <>
      <ChannelHeader
        title={channelTitle(summary)}
        description={summary.description}
        kind={summary.kind}
        memberCount={complete ? members.length : null}
        peer={summary.peer}
        presence={summary.peer ? (presence?.status ?? 'unknown') : undefined}
        lastSeenAt={presence?.lastSeenAt ?? null}
        onMembers={summary.kind === 'direct' ? undefined : () => toggle('members')}
        membersOpen={isOpen('members')}
        onPinned={() => toggle('pinned')}
        pinnedOpen={isOpen('pinned')}
        onSearch={() => setAside(isOpen('search') ? null : { name: 'search', channelId: null })}
        searchOpen={isOpen('search')}
        onBack={() => navigate(paths.home)}
        notify={membership?.notify}
        onNotify={membership ? (level) => setNotify(channelId, level) : undefined}
        actions={actionsOf(summary, {
          onMarkRead,
          onPinned: () => setAside({ name: 'pinned', channelId }),
          onSearch: () => setAside({ name: 'search', channelId }),
          onDialog: setDialog,
          onUnarchive: () => void unarchive(channelId),
        })}
      />
      {used && <HeadingDialogs summary={summary} dialog={dialog} onDialog={setDialog} />}
    </>
  )
}

const nobody = { get: () => null, subscribe: () => () => {} }

/** Null while it is not known, and without a peer. */
function usePeerPresence(peerId: string | undefined): Presence | null {
  const chime = useChime()
  return useReadable(peerId ? chime.presence(peerId) : nobody)
}

type Handlers = {
  onMarkRead: () => void
  onPinned: () => void
  onSearch: () => void
  onDialog: (dialog: HeadingDialog) => void
  onUnarchive: () => void
}

function actionsOf(summary: ChannelSummary, handlers: Handlers): HeaderAction[] {
  const { kind, membership, archivedAt } = summary
  const { onMarkRead, onPinned, onSearch, onDialog, onUnarchive } = handlers
  const offered: (HeaderAction | false)[] = [
    membership !== null && {
      label: 'Mark as read',
      icon: <CheckCheck />,
      onSelect: onMarkRead,
      disabled: membership.unread === 0,
    },
    { label: 'Pinned messages', icon: <Pin />, onSelect: onPinned, narrowOnly: true },
    { label: 'Search in this conversation', icon: <Search />, onSelect: onSearch },
    !archivedAt &&
      mayEdit(summary) && {
        label: 'Channel settings',
        icon: <Settings2 />,
        onSelect: () => onDialog('edit'),
        separated: true,
      },
    !archivedAt && mayRun(summary) && { label: 'Invite links', icon: <Link2 />, onSelect: () => onDialog('invites') },
    archivedAt !== null &&
      mayRun(summary) && { label: 'Unarchive', icon: <ArchiveRestore />, onSelect: onUnarchive, separated: true },
    membership !== null &&
      kind !== 'direct' && { label: 'Leave', icon: <LogOut />, onSelect: () => onDialog('leave'), danger: true },
  ]
  return offered.filter((action) => action !== false)
}
