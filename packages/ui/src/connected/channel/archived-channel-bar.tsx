'use client'

import type { ChannelSummary } from '@chime/protocol'
import { useState } from 'react'
import { ArchivedBar } from '../../channel/archived-bar.tsx'
import { mayManage } from './channel-rights.ts'
import { useChannelActions } from './use-channel-actions.ts'

/** Takes the place of the composer in an archived channel. */
export function ArchivedChannelBar({ summary }: { summary: ChannelSummary }) {
  const { unarchive } = useChannelActions()
  const [pending, setPending] = useState(false)
  const bringBack = async () => {
    setPending(true)
    await unarchive(summary.id)
    setPending(false)
  }
  return <ArchivedBar pending={pending} onUnarchive={mayManage(summary) ? () => void bringBack() : undefined} />
}
