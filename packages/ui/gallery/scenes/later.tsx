import type { ReactNode } from 'react'
import { channelId, minutesAgo } from '../fixtures/conversation.ts'
import { authorOf, importer, inMainPane, messages, nothing, renderLink, resolved } from '../fixtures/scene-props.tsx'
import { LaterPage } from '../ui.ts'

const onLater = {
  onRemoveSaved: resolved,
  onDeleteDraft: resolved,
  onSendNow: resolved,
  onUnschedule: resolved,
  onDeleteReminder: resolved,
  renderLink,
  onBack: nothing,
}

/** What I put off: reminders, saved and scheduled messages, drafts. */
export const laterScenes: Record<string, () => ReactNode> = {
  later: () =>
    inMainPane(
      <LaterPage
        reminders={messages.slice(2, 4).map((message, index) => ({
          reminder: {
            id: String(index),
            channelId,
            number: message.number,
            at: minutesAgo(index === 0 ? 12 : -190),
            state: index === 0 ? 'due' : 'waiting',
          },
          message,
          author: authorOf(message.userId),
          place: importer,
          href: '#',
        }))}
        saved={messages.slice(4, 7).map((message, index) => ({
          saved: {
            channelId,
            number: message.number,
            savedAt: minutesAgo(30 * (index + 1)),
            saved: true,
            message: index === 2 ? null : message,
          },
          author: index === 2 ? null : authorOf(message.userId),
          place: importer,
          href: '#',
        }))}
        onMoreSaved={nothing}
        scheduled={[
          scheduled('1', { sendAt: minutesAgo(-1500) }),
          scheduled('2', { state: 'failed', error: 'The channel is archived.' }),
        ]}
        drafts={[
          {
            draft: { channelId, content: 'I think that we should\nnot', replyTo: null, updatedAt: minutesAgo(30) },
            place: { title: 'Inês Marín', kind: 'direct' },
            href: '#',
          },
        ]}
        {...onLater}
      />,
    ),
  'later-empty': () => inMainPane(<LaterPage saved={[]} reminders={[]} scheduled={[]} drafts={[]} {...onLater} />),
}

function scheduled(id: string, over: { sendAt?: string; state?: 'failed'; error?: string }) {
  return {
    scheduled: {
      id,
      channelId,
      clientId: id,
      content: 'Good morning! The weekly numbers are in the wiki.',
      metadata: {},
      replyTo: null,
      attachmentIds: [],
      sendAt: minutesAgo(10),
      state: 'waiting' as const,
      error: null,
      number: null,
      ...over,
    },
    place: importer,
    href: '#',
  }
}
