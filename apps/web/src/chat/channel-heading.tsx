'use client'

import { useChime, useMembers, useReadable } from '@chime/client/react'
import type { ChannelSummary, Presence } from '@chime/protocol'
import { ChannelHeader } from '@chime/ui'
import { useState } from 'react'
import { channelTitle } from './channel-title.ts'
import type { HeadingDialog } from './heading-dialogs.tsx'
import { HeadingDialogs, HeadingMenu } from './later.tsx'
import { navigate } from './navigation.ts'
import { type Aside, useChatPanels } from './panels.tsx'
import { paths } from './routes.ts'
import { useEver } from './use-ever.ts'

type ChannelHeadingProps = { channelId: string; summary: ChannelSummary | null; onMarkRead: () => void }

/** The header of the open channel, with what its menu leads to. */
export function ChannelHeading({ channelId, summary, onMarkRead }: ChannelHeadingProps) {
  const { aside, setAside } = useChatPanels()
  const { members, complete } = useMembers(channelId)
  const presence = usePeerPresence(summary?.peer?.id)
  const [dialog, setDialog] = useState<HeadingDialog | null>(null)
  const used = useEver(dialog !== null)
  const isOpen = (name: Aside['name']) => aside?.name === name && (name === 'search' || aside.channelId === channelId)
  const toggle = (name: 'members' | 'pinned') => setAside(isOpen(name) ? null : { name, channelId })

  if (!summary) {
    return <ChannelHeader title="" kind="group" loading onBack={() => navigate(paths.home)} />
  }
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
        muted={summary.membership?.notify === 'none'}
        menu={(trigger, defaultOpen) => (
          <HeadingMenu
            summary={summary}
            onMarkRead={onMarkRead}
            onDialog={setDialog}
            trigger={trigger}
            defaultOpen={defaultOpen}
          />
        )}
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
