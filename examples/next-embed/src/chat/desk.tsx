'use client'

import '@chime/ui/styles.css'
import './chat.css'
import { ChannelList, ChimeProvider, Conversation } from '@chime/ui/connected'
import type { ChatSession } from './chime.ts'
import { components } from './components.tsx'

/** All customers' conversations, for the staff. */
export function Desk({ url, token, initial }: Omit<ChatSession, 'channelId'>) {
  return (
    <ChimeProvider url={url} token={token} initial={initial} components={components} className="kettle-chat">
      <div className="chime-frame kettle-desk">
        <ChannelList />
        <Conversation />
      </div>
    </ChimeProvider>
  )
}
