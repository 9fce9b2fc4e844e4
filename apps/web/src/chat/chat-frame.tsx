'use client'

import { useChannels } from '@chime/client/react'
import { AppFrame } from '@chime/ui'
import type { ReactNode } from 'react'
import { ChatAside } from './chat-aside.tsx'
import { ChatSidebar } from './chat-sidebar.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { Background, ChatDialogs, useLoadTheRest } from './later.tsx'
import { useView } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import type { View } from './routes.ts'
import { useDocumentTitle } from './use-document-title.ts'
import { useEver } from './use-ever.ts'
import { useThreadInAddress } from './use-thread-in-address.ts'

/** Sidebar, main pane and what lies beside it. Stays mounted while one moves between views. */
export function ChatFrame({ children }: { children: ReactNode }) {
  const view = useView()
  const { aside, dialog } = useChatPanels()
  const asked = useEver(dialog !== null)
  const currentId = view.name === 'channel' ? view.channelId : null
  const shown = aside && (aside.name === 'search' || aside.channelId === currentId) ? aside : null
  useDocumentTitle(view, useChannels())
  useLoadTheRest()
  useThreadInAddress(view)

  return (
    <>
      <AppFrame
        pane={paneOf(view, shown !== null)}
        banner={<ConnectionLine />}
        sidebar={<ChatSidebar currentId={currentId} />}
        main={children}
        aside={shown ? <ChatAside aside={shown} /> : undefined}
      />
      <Background />
      {asked && <ChatDialogs />}
    </>
  )
}

/** Below 768 px there is room for one. */
function paneOf(view: View, aside: boolean): 'sidebar' | 'main' | 'aside' {
  if (aside) return 'aside'
  return view.name === 'home' ? 'sidebar' : 'main'
}
