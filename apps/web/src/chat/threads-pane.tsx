'use client'

import { useChime, useThreads } from '@chime/client/react'
import { type ThreadEntry, ThreadsPage } from '@chime/ui'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { renderChatLink } from './chat-link.tsx'
import { navigate } from './navigation.ts'
import { Requests } from './requests.tsx'
import { paths } from './routes.ts'
import { usePeople } from './use-people.ts'
import { usePlaces } from './use-places.ts'

/** The threads that I follow, those with unread messages in front. */
export function ThreadsPane() {
  return (
    <Requests>
      <Threads />
    </Requests>
  )
}

function Threads() {
  const { trpc } = useChime()
  const threads = useThreads()
  const parents = useQueries({
    queries: threads.map(({ parent, lastNumber }) => ({
      // Asked for again with each reply: the parent counts them.
      queryKey: ['message', parent?.channelId, parent?.number, lastNumber],
      queryFn: () => (parent ? trpc.messages.get.query(parent) : null),
    })),
    combine: (answers) => answers.map(({ data }) => data ?? null),
  })
  const people = usePeople(useMemo(() => [...new Set(parents.flatMap((m) => m?.userId ?? []))], [parents]))
  const places = usePlaces(useMemo(() => threads.flatMap(({ parent }) => parent?.channelId ?? []), [threads]))

  const entries = threads.flatMap(({ id, parent, membership, counted, lastMessage }, index): ThreadEntry[] => {
    if (!parent) return []
    const message = parents[index] ?? null
    return [
      {
        id,
        parent: message,
        author: message?.userId ? people(message.userId) : null,
        place: places(parent.channelId),
        href: paths.thread(parent.channelId, parent.number),
        unread: membership?.unread ?? 0,
        mentions: membership?.mentions ?? 0,
        replies: message?.thread?.replies ?? counted,
        lastReplyAt: message?.thread?.lastReplyAt ?? lastMessage?.createdAt ?? null,
      },
    ]
  })
  return <ThreadsPage threads={entries} renderLink={renderChatLink} onBack={() => navigate(paths.home)} />
}
