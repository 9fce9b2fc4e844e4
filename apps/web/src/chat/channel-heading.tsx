'use client'

import { useChime, useMembers, useReadable } from '@chime/client/react'
import type { ChannelSummary, Presence } from '@chime/protocol'
import { ChannelHeader, type HeaderAction } from '@chime/ui'
import { CheckCheck, LogOut, Pencil } from 'lucide-react'
import { useState } from 'react'
import { channelTitle } from './channel-title.ts'
import type { HeadingDialog } from './heading-dialogs.tsx'
import { HeadingDialogs } from './later.tsx'
import { navigate } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import { paths } from './routes.ts'
import { useEver } from './use-ever.ts'

type ChannelHeadingProps = { channelId: string; summary: ChannelSummary | null; onMarkRead: () => void }

/** The header of the open channel, with what its menu leads to. */
export function ChannelHeading({ channelId, summary, onMarkRead }: ChannelHeadingProps) {
  const { aside, setAside } = useChatPanels()
  const { members, complete } = useMembers(channelId)
  const presence = usePeerPresence(summary?.peer?.id)
  const [dialog, setDialog] = useState<HeadingDialog | null>(null)
  const open = aside?.name === 'members' && aside.channelId === channelId
  const used = useEver(dialog !== null)

  if (!summary) {
    return <ChannelHeader title="" kind="group" loading onBack={() => navigate(paths.home)} />
  }
  const title = channelTitle(summary)
  return (
    <>
      <ChannelHeader
        title={title}
        description={summary.description}
        kind={summary.kind}
        memberCount={complete ? members.length : null}
        peer={summary.peer}
        presence={summary.peer ? (presence?.status ?? 'unknown') : undefined}
        lastSeenAt={presence?.lastSeenAt ?? null}
        onMembers={summary.kind === 'direct' ? undefined : () => setAside(open ? null : { name: 'members', channelId })}
        membersOpen={open}
        onBack={() => navigate(paths.home)}
        actions={actionsOf(summary, { onMarkRead, onEdit: () => setDialog('edit'), onLeave: () => setDialog('leave') })}
      />
      {used && <HeadingDialogs summary={summary} dialog={dialog} onClose={() => setDialog(null)} />}
    </>
  )
}

const nobody = { get: () => null, subscribe: () => () => {} }

/** Null while it is not known, and without a peer. */
function usePeerPresence(peerId: string | undefined): Presence | null {
  const chime = useChime()
  return useReadable(peerId ? chime.presence(peerId) : nobody)
}

type Handlers = { onMarkRead: () => void; onEdit: () => void; onLeave: () => void }

function actionsOf(summary: ChannelSummary, { onMarkRead, onEdit, onLeave }: Handlers): HeaderAction[] {
  const { kind, membership } = summary
  if (!membership) return []
  const actions: HeaderAction[] = [
    { label: 'Mark as read', icon: <CheckCheck />, onSelect: onMarkRead, disabled: membership.unread === 0 },
  ]
  if (kind === 'direct') return actions
  // In a group every member may; elsewhere owners and admins, as the server has it.
  if (kind === 'group' || membership.role !== 'member') {
    actions.push({ label: 'Edit name and description', icon: <Pencil />, onSelect: onEdit })
  }
  actions.push({ label: 'Leave', icon: <LogOut />, onSelect: onLeave, danger: true, separated: true })
  return actions
}
