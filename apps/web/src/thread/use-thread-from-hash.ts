import { useAside } from '@chime/ui/connected'
import { useEffect } from 'react'
import { navigate, useHash } from '../navigation/router.ts'
import { paths, threadHash, type View } from '../navigation/routes.ts'

/**
 * Opens the thread beside its channel if the address ends in `#thread`, and takes that out of the address, so that the
 * thread can be closed without leaving the page.
 */
export function useThreadFromHash(view: View): void {
  const { setAside } = useAside()
  const wanted = useHash() === threadHash
  useEffect(() => {
    if (!wanted || view.name !== 'channel' || view.around === undefined) return
    setAside({ name: 'thread', channelId: view.channelId, number: view.around })
    navigate(paths.message(view.channelId, view.around), 'replace')
  }, [wanted, view, setAside])
}
