'use client'

import type { Snapshot } from '@chime/client'
import { HistoryEntryContext } from '@chime/ui'
import { AsideProvider, ChimePageProvider } from '@chime/ui/connected'
import { type ReactNode, useMemo } from 'react'
import { loginPath } from '../auth/next-path.ts'
import { renderChatLink } from '../navigation/chat-link.tsx'
import { addHistoryEntry, isOnePane } from '../navigation/history-entries.ts'
import { goTo, pathOf, placeOf } from '../navigation/places.ts'
import { useView } from '../navigation/router.ts'
import { toast } from '../toasts/toast.ts'
import { ChatFrame } from './chat-frame.tsx'
import { ShellStateProvider } from './shell-state.tsx'

type ChatRootProps = {
  /** What the web's own server has fetched already, so that the first HTML shows it. */
  initial: Snapshot
  /** The page: the main pane. */
  children: ReactNode
}

/**
 * Creates the Chime client, one for each loaded page. Login and logout load a new page, so it never serves two users.
 */
export function ChatRoot({ initial, children }: ChatRootProps) {
  const view = useView()
  return (
    <HistoryEntryContext value={addHistoryEntry}>
      <ChimePageProvider
        initial={initial}
        place={useMemo(() => placeOf(view), [view])}
        onOpen={(place) => goTo(place, initial.me.id)}
        hrefOf={pathOf}
        renderLink={renderChatLink}
        onNotice={toast}
        onSessionEnded={goToLogin}
      >
        <AsideProvider covers={isOnePane}>
          <ShellStateProvider>
            <ChatFrame>{children}</ChatFrame>
          </ShellStateProvider>
        </AsideProvider>
      </ChimePageProvider>
    </HistoryEntryContext>
  )
}

/** Loads a new page, so that nothing of the former user stays readable on the screen. */
const goToLogin = () => window.location.assign(loginPath(window.location.pathname))
