'use client'

import { createChime, type Snapshot } from '@chime/client'
import { ChimeProvider } from '@chime/client/react'
import { type ReactNode, useEffect, useState } from 'react'
import { ChatFrame } from './chat-frame.tsx'
import { ChatPanelsProvider } from './panels.tsx'

type ChatRootProps = {
  /** What the web's server has read already, so that the first paint shows it. */
  initial: Snapshot
  /** The page: the main pane. */
  children: ReactNode
}

/** One Chime per loaded page. Logging in and out load a new one, so it never serves two people. */
export function ChatRoot({ initial, children }: ChatRootProps) {
  const [chime] = useState(() => createChime({ initial }))

  useEffect(() => {
    chime.connect()
    return () => chime.close()
  }, [chime])

  return (
    <ChimeProvider chime={chime}>
      <ChatPanelsProvider>
        <ChatFrame>{children}</ChatFrame>
      </ChatPanelsProvider>
    </ChimeProvider>
  )
}
