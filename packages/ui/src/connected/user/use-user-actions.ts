import { useChime } from '@chime/client/react'
import { useMemo } from 'react'
import { displayName } from '../../user/person.ts'
import { withErrorText } from '../errors/with-error-text.ts'
import { useNotices } from '../provider/notices.tsx'

/**
 * What one can do about a user. `setBlocked` and `report` reject with an error whose message can be shown;
 * `toggleBlock` shows it in a notice.
 */
export function useUserActions() {
  const chime = useChime()
  const { notify, notifyError } = useNotices()
  return useMemo(() => {
    const setBlocked = async (userId: string, block: boolean) => {
      await withErrorText(block ? chime.block(userId) : chime.unblock(userId))
      const name = displayName(chime.user(userId).get())
      notify('success', block ? `${name} is blocked` : `${name} is not blocked any more`)
    }
    return {
      setBlocked,
      toggleBlock: (userId: string, block: boolean) => void setBlocked(userId, block).catch(notifyError),
      report: async (userId: string, reason: string) => {
        await withErrorText(chime.reportUser(userId, reason))
        notify('success', 'The admins have your report')
      },
    }
  }, [chime, notify, notifyError])
}
