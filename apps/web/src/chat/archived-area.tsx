'use client'

import type { ChannelSummary } from '@chime/protocol'
import { ArchivedBar } from '@chime/ui'
import { useState } from 'react'
import { mayRun } from './rights.ts'
import { useChannelActions } from './use-channel-actions.ts'

/** Below the timeline of an archived channel. */
export function ArchivedArea({ summary }: { summary: ChannelSummary }) {
  const { unarchive } = useChannelActions()
  const [pending, setPending] = useState(false)
  const bringBack = async () => {
    setPending(true)
    await unarchive(summary.id)
    setPending(false)
  }
  return <ArchivedBar pending={pending} onUnarchive={mayRun(summary) ? () => void bringBack() : undefined} />
}
