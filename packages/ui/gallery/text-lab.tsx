import { useEffect, useMemo, useState } from 'react'
import { messageProps } from './messages.ts'
import { channelId, me, minutesAgo, people, sent, userById } from './people.ts'
import { MessageList } from './ui.ts'

declare global {
  interface Window {
    /** Shows these texts as messages. */
    showTexts: (texts: string[]) => void
  }
}

const nothing = () => {}

/** Messages of any text, for the browser tests of what a text may become. */
export function TextLab() {
  const [texts, setTexts] = useState<string[]>([])
  useEffect(() => {
    window.showTexts = setTexts
  }, [])
  const items = useMemo(
    () => texts.map((text, i) => sent(i + 1, people[1 + (i % 2)]?.id ?? null, minutesAgo(200 - i), text)),
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
