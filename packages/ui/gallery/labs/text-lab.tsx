import { useEffect, useMemo, useState } from 'react'
import { channelId, minutesAgo, sent } from '../fixtures/conversation.ts'
import { messageProps } from '../fixtures/message-props.ts'
import { nothing } from '../fixtures/scene-props.tsx'
import { me, userById, users } from '../fixtures/users.ts'
import { MessageList } from '../ui.ts'

declare global {
  interface Window {
    /** Shows these texts as messages. */
    showTexts: (texts: string[]) => void
  }
}

/** A message list with any texts, for the browser tests of Markdown and of hostile texts. */
export function TextLab() {
  const [texts, setTexts] = useState<string[]>([])
  useEffect(() => {
    window.showTexts = setTexts
  }, [])
  const items = useMemo(
    () => texts.map((text, i) => sent(i + 1, users[1 + (i % 2)]?.id ?? null, minutesAgo(200 - i), text)),
    [texts],
  )
  return (
    <main className="flex h-dvh flex-col">
      <h1 className="sr-only">Texts</h1>
      <MessageList
        channelId={channelId}
        title="the lab"
        kind="group"
        items={items}
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
      />
    </main>
  )
}
