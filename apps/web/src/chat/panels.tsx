'use client'

import { createContext, type ReactNode, use, useMemo, useState } from 'react'

export type DialogName = 'new-message' | 'new-channel' | 'profile' | 'logout'

type ChatPanels = {
  dialog: DialogName | null
  setDialog: (dialog: DialogName | null) => void
  /** The channel whose members are shown beside it. */
  membersOf: string | null
  setMembersOf: (channelId: string | null) => void
}

const Context = createContext<ChatPanels | null>(null)

/** Which dialog and which side panel are open: opened in one pane, shown in another. */
export function ChatPanelsProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [membersOf, setMembersOf] = useState<string | null>(null)
  const panels = useMemo(() => ({ dialog, setDialog, membersOf, setMembersOf }), [dialog, membersOf])
  return <Context value={panels}>{children}</Context>
}

export function useChatPanels(): ChatPanels {
  const panels = use(Context)
  if (!panels) throw new Error('useChatPanels needs a ChatPanelsProvider above it')
  return panels
}
