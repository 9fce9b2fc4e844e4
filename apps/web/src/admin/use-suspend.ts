import { useChime } from '@chime/client/react'
import { useNotices, withErrorText } from '@chime/ui/connected'

/** Suspends a user. Rejects with an error whose message can be shown. */
export function useSuspend(): (userId: string) => Promise<void> {
  const { trpc } = useChime()
  const { notify } = useNotices()
  return async (userId) => {
    await withErrorText(trpc.admin.suspend.mutate({ userId }))
    notify('success', 'Suspended, and signed out everywhere')
  }
}
