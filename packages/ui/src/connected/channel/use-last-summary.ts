import { useChannel } from '@chime/client/react'
import type { ChannelSummary } from '@chime/protocol'
import { useState } from 'react'

/**
 * A channel, and as it was last for whoever is removed from it: so a dialog in which they were writing stays open. Null
 * while it is loaded.
 */
export function useLastSummary(channelId: string): ChannelSummary | null {
  const { summary, missing } = useChannel(channelId)
  const [last, setLast] = useState(summary)
  if (summary && summary !== last) setLast(summary)
  return summary ?? (missing ? last : null)
}
