'use client'

import { useChime, useDrafts, useReminders, useScheduled } from '@chime/client/react'
import type { Message, Reminder, Scheduled } from '@chime/protocol'
import { LaterPage } from '@chime/ui'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { toast } from '../toasts/toast.ts'
import { renderChatLink } from './chat-link.tsx'
import { inWords } from './in-words.ts'
import { navigate } from './navigation.ts'
import { Requests } from './requests.tsx'
import { paths } from './routes.ts'
import { usePeople } from './use-people.ts'
import { usePlaces } from './use-places.ts'

/** What I put off: drafts, messages that are to be sent later, reminders. */
export function LaterPane() {
  return (
    <Requests>
      <Later />
    </Requests>
  )
}

function Later() {
  const chime = useChime()
  const drafts = useDrafts()
  const scheduled = useScheduled()
  const reminders = useReminders()
  const places = usePlaces(
    useMemo(
      () => [...drafts, ...scheduled, ...reminders].map(({ channelId }) => channelId),
      [drafts, scheduled, reminders],
    ),
  )
  const messages = useReminded(reminders)
  const authors = usePeople(useMemo(() => [...new Set(messages.flatMap((m) => m?.userId ?? []))], [messages]))
  const at = (channelId: string, number = 0) => {
    const place = places(channelId)
    return { place, href: place.hrefOf(number) }
  }

  return (
    <LaterPage
      drafts={drafts.map((draft) => ({ draft, ...at(draft.channelId) }))}
      scheduled={scheduled.map((waiting) => ({ scheduled: waiting, ...at(waiting.channelId) }))}
      reminders={reminders.map((reminder, index) => {
        const message = messages[index]
        return {
          reminder,
          message,
          author: message?.userId ? authors(message.userId) : null,
          ...at(reminder.channelId, reminder.number),
        }
      })}
      onDeleteDraft={async (channelId) => {
        const channel = chime.channel(channelId)
        channel.setDraft('')
        await channel.saveDraft()
      }}
      onSendNow={async (waiting) => {
        await inWords(chime.unschedule(waiting.id))
        await inWords(sendNow(chime.channel(waiting.channelId), waiting))
        toast('success', 'Sent')
      }}
      onUnschedule={(id) => inWords(chime.unschedule(id))}
      onDeleteReminder={(id) => inWords(chime.deleteReminder(id))}
      renderLink={renderChatLink}
      onBack={() => navigate(paths.home)}
    />
  )
}

type SendingChannel = ReturnType<ReturnType<typeof useChime>['channel']>

function sendNow(channel: SendingChannel, { content, metadata, replyTo, attachmentIds }: Scheduled): Promise<unknown> {
  return channel.send(content, { metadata, attachmentIds, ...(replyTo !== null && { replyTo }) }).done
}

/** The messages that I am to be reminded of, in the same order; undefined while one is asked for, null when it is not there for me. */
function useReminded(reminders: readonly Reminder[]): (Message | null | undefined)[] {
  const { trpc } = useChime()
  return useQueries({
    queries: reminders.map(({ channelId, number }) => ({
      queryKey: ['message', channelId, number],
      queryFn: () => trpc.messages.get.query({ channelId, number }),
    })),
    combine: (answers) => answers.map(({ data, isError }) => (isError ? null : data)),
  })
}
