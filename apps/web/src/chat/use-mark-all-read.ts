import { useChime } from '@chime/client/react'
import { useCallback } from 'react'
import { toast, toastError } from '../toasts/toast.ts'

/** Marks all channels and threads as read, and says so. */
export function useMarkAllRead(): () => void {
  const chime = useChime()
  return useCallback(() => {
    chime.markAllRead().then(() => toast('success', 'Everything is marked as read'), toastError)
  }, [chime])
}
