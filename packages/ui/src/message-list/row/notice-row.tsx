'use client'

import type { Message } from '@chime/protocol'
import { lazy, Suspense } from 'react'
import { retrying } from '../../lazy.ts'
import { slot } from '../../slots/slot.tsx'
import { clockTime } from '../../times.ts'
import { RowContainer } from './row-container.tsx'
import type { MessageRowProps } from './row-props.ts'

/**
 * Fetched only when there is a notice, because it brings the schemas of the protocol with it. Until it is there, the
 * text that the server wrote is shown.
 */
const NoticeText = lazy(retrying(() => import('../../notice/notice-text.tsx').then((m) => ({ default: m.NoticeText }))))

/** One or more system messages: what has happened in the channel, in one small line. */
export const NoticeRow = slot('Notice', NoticeRowView)

function NoticeRowView(props: MessageRowProps & { messages: readonly Message[] }) {
  const { messages, shared } = props
  const last = messages.at(-1)
  if (!last) return null
  return (
    <RowContainer {...props} label={`Notice, ${clockTime(last.createdAt)}`} className="justify-center py-1">
      <p dir="auto" className="min-w-0 max-w-2xl text-center text-ink-muted text-xs [overflow-wrap:anywhere]">
        <Suspense fallback={messages.map(({ content }) => content).join(' · ')}>
          <NoticeText messages={messages} users={shared.users} meId={shared.meId} />
        </Suspense>
      </p>
    </RowContainer>
  )
}
