import { useChime } from '@chime/client/react'
import { useCallback } from 'react'
import { errorText, reasonOf } from '../errors.ts'
import { forgetStored } from '../stored.ts'
import { useChatPanels } from './panels.tsx'
import { useUnsentCount } from './use-unsent-count.ts'

/** Logs out of this device. */
export function useLogout() {
  const chime = useChime()
  const { setDialog } = useChatPanels()
  const unsent = useUnsentCount()

  /** Ends the session, deletes what is unsent and the drafts, and loads the login page. Rejects with words for people. */
  const logout = useCallback(async () => {
    // First: the server ends our socket too, which would otherwise be taken for being logged out from elsewhere.
    chime.close()
    try {
      await chime.trpc.auth.logout.mutate()
    } catch (error) {
      // Logged out already is as good.
      if (reasonOf(error) !== 'UNAUTHENTICATED') {
        chime.connect()
        throw new Error(errorText(error), { cause: error })
      }
    }
    chime.discardUnsent()
    const me = chime.me.get()
    if (me) forgetStored(me.id)
    window.location.assign('/login')
  }, [chime])

  /** The same, but asks first when messages are not sent yet. */
  const requestLogout = useCallback(async () => {
    if (unsent > 0) setDialog('logout')
    else await logout()
  }, [unsent, setDialog, logout])

  return { logout, requestLogout }
}
