import { useChime } from '@chime/client/react'
import { clearUserLocalStorage, errorText, useUnsentCount } from '@chime/ui/connected'
import { useCallback } from 'react'
import { reasonOf } from '../errors/error-data.ts'
import { useShellState } from '../shell/shell-state.tsx'

/** Logging out on this device. */
export function useLogout() {
  const chime = useChime()
  const { askLogout } = useShellState()
  const unsent = useUnsentCount()

  /**
   * Ends the session, deletes everything of the user from this browser, and loads the login page. Rejects with an
   * error whose message can be shown.
   */
  const logout = useCallback(async () => {
    // Close first: the server ends the socket of this session too, and that would look like a logout from another
    // device.
    chime.close()
    try {
      await chime.trpc.auth.logout.mutate()
    } catch (error) {
      // The session had ended already: that is what we want.
      if (reasonOf(error) !== 'UNAUTHENTICATED') {
        chime.connect()
        throw new Error(errorText(error), { cause: error })
      }
    }
    await chime.forget()
    const me = chime.me.get()
    if (me) clearUserLocalStorage(me.id)
    window.location.assign('/login')
  }, [chime])

  /** The same, but asks first if messages are not sent yet. */
  const requestLogout = useCallback(async () => {
    if (unsent > 0) askLogout(true)
    else await logout()
  }, [unsent, askLogout, logout])

  return { logout, requestLogout }
}
