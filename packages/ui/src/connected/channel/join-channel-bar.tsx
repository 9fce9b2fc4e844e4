'use client'

import type { ChannelSummary } from '@chime/protocol'
import { useState } from 'react'
import { JoinBar } from '../../channel/join-bar.tsx'
import { channelTitle } from './channel-title.ts'
import { useChannelActions } from './use-channel-actions.ts'

/** Takes the place of the composer in a channel that I can read but have not joined. */
export function JoinChannelBar({ summary }: { summary: ChannelSummary }) {
  const { join } = useChannelActions()
  const [pending, setPending] = useState(false)
  const joinNow = async () => {
    setPending(true)
    await join(summary.id)
    setPending(false)
  }
  return <JoinBar title={channelTitle(summary)} kind={summary.kind} pending={pending} onJoin={() => void joinNow()} />
}
