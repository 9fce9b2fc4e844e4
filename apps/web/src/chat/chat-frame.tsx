'use client'

import { useChannels, useChime, useConnection } from '@chime/client/react'
import { AppFrame, ConnectionBanner } from '@chime/ui'
import { type ReactNode, useEffect } from 'react'
import { loginPath } from '../auth/next-path.ts'
import { ChatSidebar } from './chat-sidebar.tsx'
import { ChatDialogs, MembersAside, useLoadTheRest } from './later.tsx'
import { useView } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import type { View } from './routes.ts'
import { useDocumentTitle } from './use-document-title.ts'
import { useEver } from './use-ever.ts'
import { useUnsentCount } from './use-unsent-count.ts'

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
        banner={<Connection />}
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

function Connection() {
  const chime = useChime()
  const { status, retryAt, reason } = useConnection()
  const unsent = useUnsentCount()
  // Logged out elsewhere: nothing here may be read any more.
  const loggedOut = status === 'ended' && reason === 'UNAUTHENTICATED'
  useEffect(() => {
    if (loggedOut) window.location.assign(loginPath(window.location.pathname))
  }, [loggedOut])
  return (
    <ConnectionBanner
      // Ended for another reason, Chime being open in too many places, one is not logged out.
      status={status === 'ended' && !loggedOut ? 'offline' : status}
      retryAt={retryAt}
      pendingCount={unsent}
      onRetry={() => chime.connect()}
    />
  )
}
