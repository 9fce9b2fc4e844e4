import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { channelId, minutesAgo, sent } from '../fixtures/conversation.ts'
import { messageProps } from '../fixtures/message-props.ts'
import { authorOf, importer, nothing, renderLink, resolved } from '../fixtures/scene-props.tsx'
import { me, userById, users } from '../fixtures/users.ts'
import { LaterPage, MessageList, PinnedPanel, SearchPanel, ThreadsPage } from '../ui.ts'

declare global {
  interface Window {
    /** Shows what these places say of a message with this text. */
    summarize: (text: string, found?: string) => void
  }
}

/** Every place that says a message in a line, for the browser tests of what they make of its markup. */
export function SummaryLab() {
  const [{ text, found }, setSaid] = useState({ text: 'nothing yet', found: '' })
  useEffect(() => {
    window.summarize = (said, word = '') => setSaid({ text: said, found: word })
  }, [])
  const userId = users[1]?.id ?? null
  const answers = useMemo(() => [sent(2, me.id, minutesAgo(3), 'an answer', { replyTo: 1 })], [])
  const item = sent(1, userId, minutesAgo(5), text)
  if (item.state !== 'sent') return null
  const { message } = item
  const entry = { place: importer, href: '#' }
  const author = authorOf(userId)
  const at = found === '' ? -1 : text.indexOf(found)
  return (
    <main>
      <h1 className="sr-only">Summaries</h1>
      <Place name="search">
        <SearchPanel
          {...nothingToSearch}
          results={[{ ...entry, message, author, highlights: at < 0 ? [] : [[at, at + found.length]] }]}
        />
      </Place>
      <Place name="pinned">
        <PinnedPanel
          pinned={[{ message, author, href: '#' }]}
          loading={false}
          error={null}
          renderLink={renderLink}
          onClose={nothing}
        />
      </Place>
      <Place name="threads">
        <ThreadsPage
          threads={[
            { ...entry, id: '1', parent: message, author, unread: 0, mentions: 0, replies: 1, lastReplyAt: null },
          ]}
          renderLink={renderLink}
          onBack={nothing}
        />
      </Place>
      <Place name="later">
        <LaterPage
          reminders={[
            {
              ...entry,
              message,
              author,
              reminder: { id: '1', channelId, number: 1, at: minutesAgo(-9), state: 'waiting' },
            },
          ]}
          saved={[{ ...entry, author, saved: { channelId, number: 1, savedAt: minutesAgo(1), saved: true, message } }]}
          scheduled={[{ ...entry, scheduled: { ...toBeSent, content: text } }]}
          drafts={[{ ...entry, draft: { channelId, content: text, replyTo: null, updatedAt: minutesAgo(2) } }]}
          onRemoveSaved={resolved}
          onDeleteDraft={resolved}
          onSendNow={resolved}
          onUnschedule={resolved}
          onDeleteReminder={resolved}
          renderLink={renderLink}
          onBack={nothing}
        />
      </Place>
      <Place name="quote">
        <MessageList
          channelId={channelId}
          title="the lab"
          kind="group"
          items={answers}
          users={userById}
          meId={me.id}
          firstUnread={null}
          status="ready"
          hasBefore={false}
          hasAfter={false}
          onLoadBefore={nothing}
          onLoadAfter={nothing}
          onJumpToLatest={nothing}
          onRead={nothing}
          onRetry={nothing}
          onDiscard={nothing}
          {...messageProps}
          quoted={() => message}
        />
      </Place>
    </main>
  )
}

function Place({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div data-place={name} className="flex h-96 flex-col border-line border-b">
      {children}
    </div>
  )
}

const nothingToSearch = {
  query: 'a',
  onQuery: nothing,
  order: 'newest',
  onOrder: nothing,
  channel: null,
  onScope: nothing,
  loading: false,
  error: null,
  onReload: nothing,
  hasMore: false,
  onMore: nothing,
  renderLink,
  onClose: nothing,
} as const

const toBeSent = {
  id: '1',
  channelId,
  clientId: '1',
  metadata: {},
  replyTo: null,
  attachmentIds: [] as string[],
  sendAt: minutesAgo(-20),
  state: 'waiting',
  error: null,
  number: null,
} as const
