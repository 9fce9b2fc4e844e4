'use client'

import { MembersAside, PinnedAside, SearchAside } from './later.tsx'
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
      return null
  }
}
