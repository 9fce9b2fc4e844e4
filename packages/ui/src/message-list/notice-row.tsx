import type { Message } from '@chime/protocol'
import { lazy, Suspense } from 'react'
import { retrying } from '../later.ts'
import { clockTime } from '../times.ts'
import { Article } from './article.tsx'
import type { MessageRowProps } from './message-row.tsx'

/** It reads the notice with the protocol's schema, which pages do without until then; the server's words stand in for it. */
const NoticeText = lazy(retrying(() => import('./notice-text.tsx').then((m) => ({ default: m.NoticeText }))))

/** What has happened in the channel, small and in the middle. */
export function NoticeRow(props: MessageRowProps & { messages: readonly Message[] }) {
  const { messages, view } = props
  const last = messages.at(-1)
  if (!last) return null
  return (
    <Article {...props} label={`Notice, ${clockTime(last.createdAt)}`} className="justify-center py-1">
      <p dir="auto" className="min-w-0 max-w-2xl text-center text-ink-muted text-xs [overflow-wrap:anywhere]">
        <Suspense fallback={messages.map(({ content }) => content).join(' · ')}>
          <NoticeText messages={messages} users={view.users} meId={view.meId} />
        </Suspense>
      </p>
    </Article>
  )
}
