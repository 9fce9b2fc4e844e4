'use client'

import '@chime/ui/styles.css'
import './chat.css'
import { ChimeProvider, Conversation } from '@chime/ui/connected'
import type { ChatSession } from './chime.ts'
import { customerComponents } from './components.tsx'

/** The customer's conversation with the shop, in the look of the shop. */
export function SupportChat({ url, token, channelId, initial }: ChatSession) {
  return (
    <ChimeProvider url={url} token={token} initial={initial} components={customerComponents} className="kettle-chat">
      <Conversation channelId={channelId} header={false} />
    </ChimeProvider>
  )
}
