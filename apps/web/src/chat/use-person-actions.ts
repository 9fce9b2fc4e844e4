import { useChime } from '@chime/client/react'
import { displayName } from '@chime/ui'
import { useMemo } from 'react'
import { toast, toastError } from '../toasts/toast.ts'
import { inWords } from './in-words.ts'

/** What one does about a person. `block` and `unblock` reject with words; `toggleBlock` answers with a toast. */
export function usePersonActions() {
  const chime = useChime()
  return useMemo(() => {
    const setBlocked = async (userId: string, block: boolean) => {
      await inWords(block ? chime.block(userId) : chime.unblock(userId))
      const name = displayName(chime.user(userId).get())
      toast('success', block ? `${name} is blocked` : `${name} is not blocked any more`)
    }
    return {
      setBlocked,
      toggleBlock: (userId: string, block: boolean) => void setBlocked(userId, block).catch(toastError),
      report: async (userId: string, reason: string) => {
        await inWords(chime.reportUser(userId, reason))
        toast('success', 'The admins have your report')
      },
    }
  }, [chime])
}
