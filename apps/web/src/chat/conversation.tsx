'use client'

import { useChannel, useMe } from '@chime/client/react'
import { useEffect } from 'react'
import { storedKeys, writeStored } from '../stored.ts'
import { ArchivedArea } from './archived-area.tsx'
import { ChannelHeading } from './channel-heading.tsx'
import { ConversationTimeline } from './conversation-timeline.tsx'
import { MissingPane } from './missing-pane.tsx'
import { useReadMarker } from './use-read-marker.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { useSortedChannels } from './use-sidebar-channels.ts'
import { WriteArea } from './write-area.tsx'

type ConversationProps = {
  channelId: string
  around: number | null
  /** The web's server did not find it. */
  absent: boolean
}

/** One channel in the main pane: heading, timeline, composer. Mounted anew for each channel. */
export function Conversation({ channelId, around, absent }: ConversationProps) {
  const { channel, summary, missing } = useChannel(channelId)
  const me = useMe()
  const marker = useReadMarker(channel, summary)
  useShortcuts({ channels: useSortedChannels(), currentId: channelId, onMarkRead: marker.markAllRead })
  useLastChannel(me?.id, summary?.membership ? channelId : null)

  if (missing || (absent && !summary)) return <MissingPane />
  if (!me) return null
  return (
    <>
      <ChannelHeading channelId={channelId} summary={summary} onMarkRead={marker.markAllRead} />
      <ConversationTimeline channel={channel} summary={summary} meId={me.id} around={around} marker={marker} />
      {summary?.archivedAt ? (
        <ArchivedArea summary={summary} />
      ) : (
        <WriteArea channel={channel} summary={summary} meId={me.id} onSent={marker.markAllRead} />
      )}
    </>
  )
}

/** Where the start page leads next time. */
function useLastChannel(userId: string | undefined, channelId: string | null): void {
  useEffect(() => {
    if (userId && channelId) writeStored(storedKeys.lastChannel(userId), channelId)
  }, [userId, channelId])
}
