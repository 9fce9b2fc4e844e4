'use client'

import { useChime, useDrafts, useReminders, useScheduled } from '@chime/client/react'
import { LaterPage } from '@chime/ui'
import { useMessagePlaces, useNotices, useUserLookup, withErrorText } from '@chime/ui/connected'
import { useMemo } from 'react'
import { deleteDraft } from '../draft/delete-draft.ts'
import { renderChatLink } from '../navigation/chat-link.tsx'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { useRemindedMessages } from '../reminder/use-reminded-messages.ts'
import { useSavedMessages } from '../saved/use-saved-messages.ts'
import { sendNow } from '../scheduled/send-now.ts'
import { QueryProvider } from '../shell/query-provider.tsx'

/** The page for what I want to do later: reminders, saved messages, scheduled messages and drafts. */
export function LaterPane() {
  return (
    <QueryProvider>
      <Later />
    </QueryProvider>
  )
}

function Later() {
  const chime = useChime()
  const { notify } = useNotices()
  const drafts = useDrafts()
  const scheduled = useScheduled()
  const reminders = useReminders()
  const { saved, loading: loadingSaved, loadingMore: loadingMoreSaved, onMore: onMoreSaved } = useSavedMessages()
  const placeOf = useMessagePlaces(
    useMemo(
      () => [...saved, ...drafts, ...scheduled, ...reminders].map(({ channelId }) => channelId),
      [saved, drafts, scheduled, reminders],
    ),
  )
  const messages = useRemindedMessages(reminders)
  const authorOf = useUserLookup(
    useMemo(
      () => [...new Set([...messages, ...saved.map(({ message }) => message)].flatMap((m) => m?.userId ?? []))],
      [messages, saved],
    ),
  )
  const whereIs = (channelId: string, number = 0) => {
    const place = placeOf(channelId)
    return { place, href: place.hrefOf(number) }
  }

  return (
    <LaterPage
      saved={saved.map((one) => ({
        saved: one,
        author: one.message?.userId ? authorOf(one.message.userId) : null,
        ...whereIs(one.channelId, one.number),
      }))}
      {...{ loadingSaved, loadingMoreSaved, onMoreSaved }}
      onRemoveSaved={({ channelId, number }) => withErrorText(chime.channel(channelId).unsave(number))}
      drafts={drafts.map((draft) => ({ draft, ...whereIs(draft.channelId) }))}
      scheduled={scheduled.map((one) => ({ scheduled: one, ...whereIs(one.channelId) }))}
      reminders={reminders.map((reminder, index) => {
        const message = messages[index]
        return {
          reminder,
          message,
          author: message?.userId ? authorOf(message.userId) : null,
          ...whereIs(reminder.channelId, reminder.number),
        }
      })}
      onDeleteDraft={(channelId) => deleteDraft(chime, channelId)}
      onSendNow={async (one) => {
        await sendNow(chime, one)
        notify('success', 'Sent')
      }}
      onUnschedule={(id) => withErrorText(chime.unschedule(id))}
      onDeleteReminder={(id) => withErrorText(chime.deleteReminder(id))}
      renderLink={renderChatLink}
      onBack={() => navigate(paths.start)}
    />
  )
}
