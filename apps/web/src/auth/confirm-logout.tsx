'use client'

import { ConfirmDialog } from '@chime/ui'
import { useUnsentCount } from '@chime/ui/connected'
import { useShellState } from '../shell/shell-state.tsx'
import { useLogout } from './use-logout.ts'

/** Asks before logging out. It opens only when unsent messages would be lost: see `useLogout`. */
export function ConfirmLogout() {
  const { logoutAsked, askLogout } = useShellState()
  const { logout } = useLogout()
  const unsent = useUnsentCount()
  const isSent = unsent === 0
  return (
    <ConfirmDialog
      open={logoutAsked}
      onOpenChange={askLogout}
      title={
        isSent
          ? 'Everything is sent now'
          : unsent === 1
            ? 'One message is not sent yet'
            : `${unsent} messages are not sent yet`
      }
      text={
        isSent
          ? 'Nothing is lost if you log out.'
          : 'If you log out now, what is not sent is deleted from this device. Once you are online again, it is sent by itself.'
      }
      confirmLabel="Log out anyway"
      danger
      onConfirm={logout}
    />
  )
}
