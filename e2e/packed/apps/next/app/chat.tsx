'use client'

import type { Snapshot } from '@chime/client'
import { ChannelList, ChimeProvider, Conversation } from '@chime/ui/connected'

type Props = { url: string; token: string; channelId: string; initial: Snapshot }

export function Chat({ url, token, channelId, initial }: Props) {
  return (
    <ChimeProvider url={url} token={token} initial={initial}>
      <div style={{ display: 'flex', height: 600 }}>
        <ChannelList />
        <Conversation channelId={channelId} />
      </div>
    </ChimeProvider>
  )
}
