import { useEffect } from 'react'
import { navigate, useHash } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import { paths, threadHash, type View } from './routes.ts'

/** An address that names a thread opens it beside the conversation, once: it can be closed and the page stays. */
export function useThreadInAddress(view: View): void {
  const { setAside } = useChatPanels()
  const wanted = useHash() === threadHash
  useEffect(() => {
    if (!wanted || view.name !== 'channel' || view.around === undefined) return
    setAside({ name: 'thread', channelId: view.channelId, number: view.around })
    navigate(paths.message(view.channelId, view.around), 'replace')
  }, [wanted, view, setAside])
}
