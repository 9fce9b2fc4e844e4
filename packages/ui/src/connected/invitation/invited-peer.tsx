'use client'

import { useChannel, useMe } from '@chime/client/react'
import { InvitedBar } from '../../invitation/invited-bar.tsx'
import { displayName } from '../../user/person.ts'
import { useInvited } from './use-invited.ts'

/** Says in a direct conversation that the other one has not accepted it yet. */
export function InvitedPeer({ channelId }: { channelId: string }) {
  const { summary } = useChannel(channelId)
  const me = useMe()
  // Whoever has written last is there.
  const hasWritten = summary?.lastMessage != null && summary.lastMessage.userId !== me?.id
  const { invited } = useInvited(summary?.kind === 'direct' && !hasWritten ? channelId : null)
  const [peer] = invited
  return peer && !hasWritten ? <InvitedBar name={displayName(peer.user)} /> : null
}
