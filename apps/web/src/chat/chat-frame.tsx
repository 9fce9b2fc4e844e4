'use client'

import { useChannels } from '@chime/client/react'
import { AppFrame } from '@chime/ui'
import type { ReactNode } from 'react'
import { ChatSidebar } from './chat-sidebar.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { ChatDialogs, MembersAside, useLoadTheRest } from './later.tsx'
import { useView } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import type { View } from './routes.ts'
import { useDocumentTitle } from './use-document-title.ts'
import { useEver } from './use-ever.ts'

/** Sidebar, main pane and what lies beside it. Stays mounted while one moves between views. */
export function ChatFrame({ children }: { children: ReactNode }) {
  const view = useView()
  const { membersOf, dialog } = useChatPanels()
  const asked = useEver(dialog !== null)
  const currentId = view.name === 'channel' ? view.channelId : null
  const aside = currentId !== null && membersOf === currentId
  useDocumentTitle(view, useChannels())
  useLoadTheRest()

  return (
    <>
      <AppFrame
        pane={paneOf(view, aside)}
        banner={<ConnectionLine />}
        sidebar={<ChatSidebar currentId={currentId} />}
        main={children}
        aside={aside ? <MembersAside channelId={currentId} /> : undefined}
      />
      {asked && <ChatDialogs />}
    </>
  )
}

/** Below 768 px there is room for one. */
function paneOf(view: View, aside: boolean): 'sidebar' | 'main' | 'aside' {
  if (view.name === 'home') return 'sidebar'
  return aside ? 'aside' : 'main'
}
