import { useChime } from '@chime/client/react'
import { useCallback } from 'react'
import { useNotices } from '../provider/notices.tsx'

/** Marks all channels and threads as read, and says so in a notice. */
export function useMarkAllRead(): () => void {
  const chime = useChime()
  const { notify, notifyError } = useNotices()
  return useCallback(() => {
    chime.markAllRead().then(() => notify('success', 'Everything is marked as read'), notifyError)
  }, [chime, notify, notifyError])
}
