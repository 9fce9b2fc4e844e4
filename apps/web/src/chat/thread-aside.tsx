'use client'

import type { Channel } from '@chime/client'
import { useChannel, useChime, useMe, useReadable } from '@chime/client/react'
import type { Message } from '@chime/protocol'
import { SkeletonMessages, ThreadPanel, ThreadStart } from '@chime/ui'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { toastError } from '../toasts/toast.ts'
import { channelTitle } from './channel-title.ts'
import { MessageDialogs } from './later-dialogs.tsx'
import { useRights } from './message-rights.ts'
import { useChatPanels } from './panels.tsx'
import { paths } from './routes.ts'
import { Talk } from './talk.tsx'
import { useEmoji } from './use-emoji.ts'
import { useMessageActions } from './use-message-actions.ts'
import { useMessageDialog } from './use-message-dialog.ts'
import { useQuoted } from './use-quoted.ts'
import { useReadMarker } from './use-read-marker.ts'
import { useTimelinePeople } from './use-timeline-people.ts'

type Place = { channelId: string; number: number }

/** The thread below a message, beside its channel. */
export function ThreadAside(place: Place) {
  const me = useMe()
  const { summary: home } = useChannel(place.channelId)
  const { setAside } = useChatPanels()
  const thread = useThread(place)
  const following = useReadable(thread?.summary ?? nothing)?.membership !== null

  return (
    <ThreadPanel
      channel={home ? channelTitle(home) : ''}
      following={thread && home?.membership ? following : undefined}
      onFollow={(follow) => {
        if (!thread) return
        const done = follow ? thread.join() : thread.leave()
        done.catch(toastError)
      }}
      onClose={() => setAside(null)}
    >
      {me && thread ? <OpenThread {...{ place, thread, meId: me.id }} /> : <SkeletonMessages rows={4} />}
    </ThreadPanel>
  )
}

const nothing = { get: () => null, subscribe: () => () => {} }

function OpenThread({ place, thread, meId }: { place: Place; thread: Channel; meId: string }) {
  const { summary: home } = useChannel(place.channelId)
  const summary = useReadable(thread.summary)
  const marker = useReadMarker(thread, summary)
  const [around, setAround] = useState<number | null>(null)
  const linkTo = useCallback(() => paths.thread(place.channelId, place.number), [place.channelId, place.number])
  return (
    <Talk
      key={thread.id}
      channel={thread}
      {...{ summary, home, meId, around, marker, linkTo }}
      title="the thread"
      start={<Parent place={place} meId={meId} />}
      onThread={stay}
      onShowMessage={setAround}
    />
  )
}

/** There are no threads in threads. */
const stay = () => {}

/** The message that the thread is about. */
function Parent({ place, meId }: { place: Place; meId: string }) {
  const { channel, summary } = useChannel(place.channelId)
  const message = useMessage(place)
  const items = useMemo(() => (message ? [{ state: 'sent' as const, message, blocked: false }] : []), [message])
  const quoted = useQuoted(channel, items, null)
  const quotedId = message?.replyTo ? (quoted(message.replyTo)?.userId ?? null) : null
  const users = useTimelinePeople(
    items,
    useMemo(() => (quotedId === null ? [meId] : [meId, quotedId]), [meId, quotedId]),
  )
  const emoji = useEmoji()
  const all = useRights(summary, summary)
  // To answer is what the composer below is for; to edit, the channel's own.
  const rights = useMemo(() => ({ ...all, write: false, thread: false, member: false }), [all])
  const { dialog, open, close } = useMessageDialog()
  const actions = useMessageActions({
    channel,
    onReply: stay,
    onEdit: stay,
    onThread: stay,
    onMarkUnread: stay,
    onDialog: open,
  })
  if (!message) return <SkeletonMessages rows={1} />
  return (
    <>
      <ThreadStart
        {...{ message, meId, users, emoji, quoted, rights }}
        {...actions}
        replies={message.thread?.replies ?? 0}
      />
      {dialog && <MessageDialogs channel={channel} dialog={dialog} onClose={close} />}
    </>
  )
}

/** Made by the first who asks for it. */
function useThread({ channelId, number }: Place): Channel | null {
  const chime = useChime()
  const [thread, setThread] = useState<Channel | null>(null)
  useEffect(() => {
    let wanted = true
    setThread(null)
    chime
      .channel(channelId)
      .thread(number)
      .then((found) => wanted && setThread(found), toastError)
    return () => {
      wanted = false
    }
  }, [chime, channelId, number])
  return thread
}

/** A message as it is now: from the timeline while it is there, else asked for, and again when it changes. */
function useMessage({ channelId, number }: Place): Message | null {
  const chime = useChime()
  const channel = chime.channel(channelId)
  const timeline = useReadable(channel.timeline)
  const [asked, setAsked] = useState<Message | null>(null)
  const shown = timeline.items.find((item) => item.state === 'sent' && item.message.number === number)
  const isShown = shown !== undefined
  useEffect(() => {
    if (isShown) return
    let wanted = true
    const take = (message: Message) => wanted && setAsked(message)
    chime.trpc.messages.get.query({ channelId, number }).then(take, toastError)
    const end = channel.on('message', (message) => message.number === number && take(message))
    return () => {
      wanted = false
      end()
    }
  }, [chime, channel, channelId, number, isShown])
  return shown?.state === 'sent' ? shown.message : asked
}
