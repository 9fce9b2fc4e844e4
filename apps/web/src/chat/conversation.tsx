'use client'

import { useChannel, useMe } from '@chime/client/react'
import type { ChannelSummary, Message } from '@chime/protocol'
import { useCallback, useEffect } from 'react'
import { storedKeys, writeStored } from '../stored.ts'
import { ChannelHeading } from './channel-heading.tsx'
import { Talk } from './later.tsx'
import { MissingPane } from './missing-pane.tsx'
import { navigate } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import { paths } from './routes.ts'
import { useReadMarker } from './use-read-marker.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { useSortedChannels } from './use-sidebar-channels.ts'

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
  const { setAside } = useChatPanels()
  const onThread = useCallback(
    ({ number }: Message) => setAside({ name: 'thread', channelId, number }),
    [setAside, channelId],
  )
  const onShowMessage = useCallback((number: number) => navigate(paths.message(channelId, number)), [channelId])

  useHomeOfThread(summary)

  if (missing || (absent && !summary)) return <MissingPane />
  if (!me) return null
  return (
    <>
      <ChannelHeading channelId={channelId} summary={summary} onMarkRead={marker.markAllRead} />
      <Talk {...{ channel, summary, around, marker, onThread, onShowMessage }} home={summary} meId={me.id} />
    </>
  )
}

/** A thread is shown beside the channel that it is in, also for an address of its own. */
function useHomeOfThread(summary: ChannelSummary | null): void {
  const parent = summary?.parent
  useEffect(() => {
    if (parent) navigate(paths.thread(parent.channelId, parent.number), 'replace')
  }, [parent])
}

/** Where the start page leads next time. */
function useLastChannel(userId: string | undefined, channelId: string | null): void {
  useEffect(() => {
    if (userId && channelId) writeStored(storedKeys.lastChannel(userId), channelId)
  }, [userId, channelId])
}
