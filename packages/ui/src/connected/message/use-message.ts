import { useChime, useReadable } from '@chime/client/react'
import type { Message } from '@chime/protocol'
import { useEffect, useState } from 'react'
import { useNotices } from '../provider/notices.tsx'

/**
 * The current state of a message. It is taken from the timeline while it is loaded there; otherwise it is fetched, and
 * then updated by events.
 */
export function useMessage({ channelId, number }: { channelId: string; number: number }): Message | null {
  const chime = useChime()
  const { notifyError } = useNotices()
  const channel = chime.channel(channelId)
  const timeline = useReadable(channel.timeline)
  const [fetched, setFetched] = useState<Message | null>(null)
  const inTimeline = timeline.items.find((item) => item.state === 'sent' && item.message.number === number)
  const isInTimeline = inTimeline !== undefined
  useEffect(() => {
    if (isInTimeline) return
    let active = true
    const take = (message: Message) => active && setFetched(message)
    chime.trpc.messages.get.query({ channelId, number }).then(take, notifyError)
    const end = channel.on('message', ({ message }) => message.number === number && take(message))
    return () => {
      active = false
      end()
    }
  }, [chime, channel, channelId, number, isInTimeline, notifyError])
  return inTimeline?.state === 'sent' ? inTimeline.message : fetched
}
