'use client'

import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'

/** The dialogs `user` and `report-user` are about the user `userId`, and `group` about the user group `groupId`. */
export type DialogName = 'new-message' | 'new-channel' | 'profile' | 'user' | 'report-user' | 'group'

type Dialogs = {
  dialog: DialogName | null
  openDialog: (dialog: DialogName | null) => void
  /** The user whom the dialogs show. It is kept when they close, because they still show it during the animation. */
  userId: string | null
  openUser: (userId: string) => void
  reportUser: (userId: string) => void
  /** Kept as `userId` is. */
  groupId: string | null
  openGroup: (groupId: string) => void
}

const DialogsContext = createContext<Dialogs | null>(null)

/** Holds which dialog is open, because dialogs are opened in many places and shown in one. */
export function DialogsProvider({ children }: { children?: ReactNode }) {
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [userId, setUserId] = useState<string | null>(null)
  const [groupId, setGroupId] = useState<string | null>(null)
  const dialogs = useMemo((): Dialogs => {
    const openAbout = (name: DialogName) => (about: string) => {
      setUserId(about)
      setDialog(name)
    }
    return {
      dialog,
      openDialog: setDialog,
      userId,
      openUser: openAbout('user'),
      reportUser: openAbout('report-user'),
      groupId,
      openGroup: (about) => {
        setGroupId(about)
        setDialog('group')
      },
    }
  }, [dialog, userId, groupId])
  return <DialogsContext.Provider value={dialogs}>{children}</DialogsContext.Provider>
}

/** The dialogs that can be opened from anywhere: a new message, a new channel, my profile, somebody else's, a user group. */
export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext)
  if (!dialogs) throw new Error('The parts of @chime/ui/connected need its ChimeProvider above them')
  return dialogs
}
