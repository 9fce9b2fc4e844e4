'use client'

import { useChannel, useChime, useMembers, useReadable } from '@chime/client/react'
import type { Presence } from '@chime/protocol'
import { Suspense, useState } from 'react'
import { ChannelHeader as ChannelHeaderView } from '../../channel/channel-header.tsx'
import { useHasBeenTrue } from '../../hooks/use-has-been-true.ts'
import { type Aside, useAside, useHasAside } from '../aside/aside.tsx'
import { nullReadable } from '../hooks/readables.ts'
import { LazyChannelDialogs, LazyChannelMenu } from '../lazy-parts.tsx'
import type { ChannelDialog } from './channel-dialogs.tsx'
import { channelTitle } from './channel-title.ts'
import { useLastSummary } from './use-last-summary.ts'

export type ChannelHeaderProps = {
  channelId: string
  /** Leads back to the list of channels; its button is only there below 768 px. */
  onBack?: (() => void) | undefined
}

/**
 * The header of a channel: its name, what it is about, buttons for what is shown beside it, and its menu with the
 * dialogs of that menu.
 */
export function ChannelHeader({ channelId, onBack }: ChannelHeaderProps) {
  const { channel, missing } = useChannel(channelId)
  const summary = useLastSummary(channelId)
  const { aside, setAside } = useAside()
  const hasAside = useHasAside()
  const { members, complete } = useMembers(channelId)
  const presence = usePeerPresence(summary?.peer?.id)
  const [dialog, setDialog] = useState<ChannelDialog | null>(null)
  const dialogsWanted = useHasBeenTrue(dialog !== null)
  const isOpen = (name: Aside['name']) => aside?.name === name && (name === 'search' || aside.channelId === channelId)
  const toggle = (name: 'members' | 'pinned') => setAside(isOpen(name) ? null : { name, channelId })

  if (!summary) return <ChannelHeaderView title="" kind="group" loading onBack={onBack} />
  return (
    <>
      {missing ? (
        <ChannelHeaderView title={channelTitle(summary)} kind={summary.kind} onBack={onBack} />
      ) : (
        <ChannelHeaderView
          title={channelTitle(summary)}
          description={summary.description}
          kind={summary.kind}
          memberCount={complete ? members.length : null}
          peer={summary.peer}
          presence={summary.peer ? (presence?.status ?? 'unknown') : undefined}
          lastSeenAt={presence?.lastSeenAt ?? null}
          onMembers={hasAside && summary.kind !== 'direct' ? () => toggle('members') : undefined}
          membersOpen={isOpen('members')}
          onPinned={hasAside ? () => toggle('pinned') : undefined}
          pinnedOpen={isOpen('pinned')}
          onSearch={
            hasAside ? () => setAside(isOpen('search') ? null : { name: 'search', channelId: null }) : undefined
          }
          searchOpen={isOpen('search')}
          onBack={onBack}
          muted={summary.membership?.notify === 'none'}
          menu={(trigger, defaultOpen) => (
            <LazyChannelMenu
              summary={summary}
              onMarkRead={() => void channel.markRead()}
              onDialog={setDialog}
              trigger={trigger}
              defaultOpen={defaultOpen}
            />
          )}
        />
      )}
      {dialogsWanted && (
        <Suspense fallback={null}>
          <LazyChannelDialogs summary={summary} dialog={dialog} onDialog={setDialog} />
        </Suspense>
      )}
    </>
  )
}

/** The presence of the other person in a direct conversation. Null while it is not known, and in any other channel. */
function usePeerPresence(peerId: string | undefined): Presence | null {
  const chime = useChime()
  return useReadable(peerId ? chime.presence(peerId) : nullReadable)
}
