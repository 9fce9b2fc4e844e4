import type { Channel } from '@chime/client'
import { useChime } from '@chime/client/react'
import { useEffect, useState } from 'react'
import { useNotices } from '../provider/notices.tsx'

/** The thread of a message; null until it is loaded. If the message has none yet, the server creates it. */
export function useThread({ channelId, number }: { channelId: string; number: number }): Channel | null {
  const chime = useChime()
  const { notifyError } = useNotices()
  const [thread, setThread] = useState<Channel | null>(null)
  useEffect(() => {
    let active = true
    setThread(null)
    chime
      .channel(channelId)
      .thread(number)
      .then((found) => active && setThread(found), notifyError)
    return () => {
      active = false
    }
  }, [chime, channelId, number, notifyError])
  return thread
}
