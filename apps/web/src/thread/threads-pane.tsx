'use client'

import { useChime, useThreads } from '@chime/client/react'
import { type ThreadEntry, ThreadsPage } from '@chime/ui'
import { useMessagePlaces, useUserLookup } from '@chime/ui/connected'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { renderChatLink } from '../navigation/chat-link.tsx'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { QueryProvider } from '../shell/query-provider.tsx'

/** The page that lists the threads I follow, those with unread messages first. */
export function ThreadsPane() {
  return (
    <QueryProvider>
      <Threads />
    </QueryProvider>
  )
}

function Threads() {
  const { trpc } = useChime()
  const threads = useThreads()
  const parents = useQueries({
    queries: threads.map(({ parent, revision }) => ({
      // Fetched again after each change of the thread, because the parent message holds the number of replies.
      queryKey: ['message', parent?.channelId, parent?.number, revision],
      queryFn: () => (parent ? trpc.messages.get.query(parent) : null),
    })),
    combine: (answers) => answers.map(({ data }) => data ?? null),
  })
  const authorOf = useUserLookup(useMemo(() => [...new Set(parents.flatMap((m) => m?.userId ?? []))], [parents]))
  const placeOf = useMessagePlaces(useMemo(() => threads.flatMap(({ parent }) => parent?.channelId ?? []), [threads]))

  const entries = threads.flatMap(({ id, parent, membership, lastMessage }, index): ThreadEntry[] => {
    if (!parent) return []
    const message = parents[index] ?? null
    return [
      {
        id,
        parent: message,
        author: message?.userId ? authorOf(message.userId) : null,
        place: placeOf(parent.channelId),
        href: paths.thread(parent.channelId, parent.number),
        unread: membership?.unread ?? 0,
        mentions: membership?.mentions ?? 0,
        replies: message?.thread?.replies ?? 0,
        lastReplyAt: message?.thread?.lastReplyAt ?? lastMessage?.createdAt ?? null,
      },
    ]
  })
  return <ThreadsPage threads={entries} renderLink={renderChatLink} onBack={() => navigate(paths.start)} />
}
