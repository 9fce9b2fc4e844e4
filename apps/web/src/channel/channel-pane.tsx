'use client'

import { useChannel, useMe } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { ChannelHeader, useSortedChannels } from '@chime/ui/connected'
import { useEffect, useState } from 'react'
import { rememberChannel } from '../navigation/last-channel.ts'
import { NotFoundPane } from '../navigation/not-found-pane.tsx'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { LazyConversation } from '../shell/lazy-parts.tsx'
import { useChannelShortcuts } from './use-channel-shortcuts.ts'

type ChannelPaneProps = {
  channelId: string
  around: number | null
  /** True if the web's own server did not find this channel for the user. */
  absent: boolean
}

/** One channel in the main pane: header, timeline, composer. Mounted anew for each channel. */
export function ChannelPane({ channelId, around, absent }: ChannelPaneProps) {
  const { channel, summary, missing } = useChannel(channelId)
  const me = useMe()
  useChannelShortcuts({
    channels: useSortedChannels(),
    currentId: channelId,
    onMarkRead: () => void channel.markRead(),
  })
  useLastChannel(me?.id, summary?.membership ? channelId : null)
  useRedirectToThread(summary)

  // Who was in it and is no longer keeps what they were writing: the conversation shows it.
  const [wasThere, setWasThere] = useState(false)
  if (summary && me && !wasThere) setWasThere(true)

  if (!wasThere && (missing || (absent && !summary))) return <NotFoundPane />
  if (!me) return null
  return (
    <>
      <ChannelHeader channelId={channelId} onBack={() => navigate(paths.start)} />
      <LazyConversation channelId={channelId} around={around} header={false} banner={false} />
    </>
  )
}

/** A thread is always shown beside its parent channel. So the address of a thread itself is replaced by that view. */
function useRedirectToThread(summary: ChannelSummary | null): void {
  const parent = summary?.parent
  useEffect(() => {
    if (parent) navigate(paths.thread(parent.channelId, parent.number), 'replace')
  }, [parent])
}

/** Remembers the channel, so that the start page leads to it next time. */
function useLastChannel(userId: string | undefined, channelId: string | null): void {
  useEffect(() => {
    if (userId && channelId) rememberChannel(userId, channelId)
  }, [userId, channelId])
}
