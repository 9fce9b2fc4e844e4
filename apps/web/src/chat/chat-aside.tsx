'use client'

import { MembersAside, PinnedAside, SearchAside, ThreadAside } from './later.tsx'
import type { Aside } from './panels.tsx'

/** What stands beside the conversation: see `Aside`. */
export function ChatAside({ aside }: { aside: Aside }) {
  switch (aside.name) {
    case 'members':
      return <MembersAside key={aside.channelId} channelId={aside.channelId} />
    case 'pinned':
      return <PinnedAside key={aside.channelId} channelId={aside.channelId} />
    case 'search':
      return <SearchAside channelId={aside.channelId} />
    case 'thread':
      return (
        <ThreadAside key={`${aside.channelId}/${aside.number}`} channelId={aside.channelId} number={aside.number} />
      )
  }
}
