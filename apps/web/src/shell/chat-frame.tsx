'use client'

import { useChannels } from '@chime/client/react'
import { AppFrame, useHasBeenTrue } from '@chime/ui'
import { AsidePanel, ConnectionStatus, useAside } from '@chime/ui/connected'
import type { ReactNode } from 'react'
import { useView } from '../navigation/router.ts'
import type { View } from '../navigation/routes.ts'
import { useDocumentTitle } from '../navigation/use-document-title.ts'
import { ChatSidebar } from '../sidebar/chat-sidebar.tsx'
import { useThreadFromHash } from '../thread/use-thread-from-hash.ts'
import { LazyConfirmLogout, LazyGlobalEffects, usePreloadLazyParts } from './lazy-parts.tsx'
import { useShellState } from './shell-state.tsx'

/** The sidebar, the main pane and the aside. It stays mounted when the view changes. */
export function ChatFrame({ children }: { children: ReactNode }) {
  const view = useView()
  const { aside } = useAside()
  const logoutWanted = useHasBeenTrue(useShellState().logoutAsked)
  const currentId = view.name === 'channel' ? view.channelId : null
  const shownAside = aside && (aside.name === 'search' || aside.channelId === currentId) ? aside : null
  useDocumentTitle(view, useChannels())
  usePreloadLazyParts()
  useThreadFromHash(view)

  return (
    <>
      <AppFrame
        pane={paneOf(view, shownAside !== null)}
        banner={<ConnectionStatus />}
        sidebar={<ChatSidebar currentId={currentId} />}
        main={children}
        aside={shownAside ? <AsidePanel aside={shownAside} /> : undefined}
      />
      <LazyGlobalEffects />
      {logoutWanted && <LazyConfirmLogout />}
    </>
  )
}

/** Which of the three is shown on screens narrower than 768 px, where there is room for only one. */
function paneOf(view: View, asideShown: boolean): 'sidebar' | 'main' | 'aside' {
  if (asideShown) return 'aside'
  return view.name === 'start' ? 'sidebar' : 'main'
}
