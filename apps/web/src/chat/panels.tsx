'use client'

import { createContext, type ReactNode, use, useMemo, useState } from 'react'

/** `person` and `report-person` are about `personId`. */
export type DialogName = 'new-message' | 'new-channel' | 'profile' | 'logout' | 'person' | 'report-person'

/** What stands beside the conversation. All but the search belong to one channel and are shown while that one is open. */
export type Aside =
  | { name: 'members'; channelId: string }
  | { name: 'pinned'; channelId: string }
  | { name: 'thread'; channelId: string; number: number }
  /** With a channel: in that one only. */
  | { name: 'search'; channelId: string | null }

type Search = { query: string; order: 'newest' | 'best' }

type ChatPanels = {
  dialog: DialogName | null
  setDialog: (dialog: DialogName | null) => void
  /** Whom the dialogs about a person are about; stays while they close. */
  personId: string | null
  openPerson: (userId: string) => void
  reportPerson: (userId: string) => void
  /** What is searched for; kept while the panel is closed. */
  search: Search
  setSearch: (search: Search) => void
  aside: Aside | null
  setAside: (aside: Aside | null) => void
}

const Context = createContext<ChatPanels | null>(null)

/** Which dialog and which side panel are open: opened in one pane, shown in another. */
export function ChatPanelsProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [personId, setPersonId] = useState<string | null>(null)
  const [aside, setAside] = useState<Aside | null>(null)
  const [search, setSearch] = useState<Search>({ query: '', order: 'newest' })
  const panels = useMemo((): ChatPanels => {
    const about = (name: DialogName) => (userId: string) => {
      setPersonId(userId)
      setDialog(name)
    }
    return {
      dialog,
      setDialog,
      personId,
      openPerson: about('person'),
      reportPerson: about('report-person'),
      search,
      setSearch,
      aside,
      setAside,
    }
  }, [dialog, personId, search, aside])
  return <Context value={panels}>{children}</Context>
}

export function useChatPanels(): ChatPanels {
  const panels = use(Context)
  if (!panels) throw new Error('useChatPanels needs a ChatPanelsProvider above it')
  return panels
}
