'use client'

import { useChannels } from '@chime/client/react'
import { AppFrame, useClosedByBack, useHasBeenTrue } from '@chime/ui'
import { AsidePanel, ConnectionStatus, useAside } from '@chime/ui/connected'
import type { ReactNode } from 'react'
import { followOwnLink } from '../navigation/own-links.ts'
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
  const { aside, setAside } = useAside()
  const logoutWanted = useHasBeenTrue(useShellState().logoutAsked)
  const currentId = view.name === 'channel' ? view.channelId : null
  const shownAside = aside && (aside.name === 'search' || aside.channelId === currentId) ? aside : null
  useDocumentTitle(view, useChannels())
  usePreloadLazyParts()
  useThreadFromHash(view)
  useClosedByBack(shownAside !== null, () => setAside(null))

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the clicks are those on links in it
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above; Enter on a link is a click
    <div className="contents" onClick={followOwnLink}>
      <AppFrame
        pane={paneOf(view, shownAside !== null)}
        banner={<ConnectionStatus />}
        sidebar={<ChatSidebar currentId={currentId} />}
        main={children}
        aside={shownAside ? <AsidePanel aside={shownAside} /> : undefined}
      />
      <LazyGlobalEffects />
      {logoutWanted && <LazyConfirmLogout />}
    </div>
  )
}

/** Which of the three is shown on screens narrower than 768 px, where there is room for only one. */
function paneOf(view: View, asideShown: boolean): 'sidebar' | 'main' | 'aside' {
  if (asideShown) return 'aside'
  return view.name === 'start' ? 'sidebar' : 'main'
}
