'use client'

import { Suspense } from 'react'
import { LazyMemberList, LazyPinnedMessages, LazySearch, LazyThread } from '../lazy-parts.tsx'
import type { Aside } from './aside.tsx'

/** What is open beside a conversation: see `Aside`. */
export function AsidePanel({ aside }: { aside: Aside }) {
  return (
    <Suspense fallback={null}>
      <Panel aside={aside} />
    </Suspense>
  )
}

function Panel({ aside }: { aside: Aside }) {
  switch (aside.name) {
    case 'members':
      return <LazyMemberList key={aside.channelId} channelId={aside.channelId} />
    case 'pinned':
      return <LazyPinnedMessages key={aside.channelId} channelId={aside.channelId} />
    case 'search':
      return <LazySearch channelId={aside.channelId} />
    case 'thread':
      return <LazyThread key={`${aside.channelId}/${aside.number}`} channelId={aside.channelId} number={aside.number} />
  }
}
