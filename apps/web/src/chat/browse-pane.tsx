'use client'

import { useChannels, useChime } from '@chime/client/react'
import { limits } from '@chime/protocol'
import { type BrowseChannel, BrowseChannels } from '@chime/ui'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { errorText } from '../errors.ts'
import { navigate } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import { Requests } from './requests.tsx'
import { paths } from './routes.ts'
import { useChannelActions } from './use-channel-actions.ts'
import { useDebounced } from './use-debounced.ts'

/** All channels that anyone may join. */
export function BrowsePane() {
  return (
    <Requests>
      <Browse />
    </Requests>
  )
}

function Browse() {
  const { setDialog } = useChatPanels()
  const { join } = useChannelActions()
  const [query, setQuery] = useState('')
  const [joiningId, setJoiningId] = useState<string | null>(null)
  const { channels, error, loading, hasMore, loadMore } = usePublicChannels(query)

  return (
    <BrowseChannels
      query={query}
      onQuery={setQuery}
      channels={channels}
      loading={loading}
      error={error}
      joiningId={joiningId}
      onJoin={async (channelId) => {
        setJoiningId(channelId)
        const joined = await join(channelId)
        setJoiningId(null)
        if (joined) navigate(paths.channel(channelId))
      }}
      onOpen={(channelId) => navigate(paths.channel(channelId))}
      onNewChannel={() => setDialog('new-channel')}
      onBack={() => navigate(paths.home)}
      hasMore={hasMore}
      onMore={loadMore}
    />
  )
}

function usePublicChannels(query: string) {
  const chime = useChime()
  const settled = useDebounced(query.trim().slice(0, limits.searchQueryMax), 150)
  const mine = useChannels()
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['browse', settled],
    queryFn: ({ pageParam, signal }) =>
      chime.trpc.channels.browse.query(
        { ...(settled && { query: settled }), ...(pageParam && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    // Others make and join channels: look again each time this is opened.
    staleTime: 0,
  })

  const channels = useMemo(() => {
    const joined = new Set(mine.map(({ id }) => id))
    const rows = data?.pages.flatMap((page) => page.channels) ?? []
    return rows.map(
      ({ id, kind, name, description, memberCount }): BrowseChannel => ({
        id,
        kind,
        name: name ?? '',
        description,
        memberCount,
        joined: joined.has(id),
      }),
    )
  }, [data, mine])

  return {
    channels,
    loading: isPending,
    error: error ? errorText(error) : null,
    hasMore: hasNextPage,
    loadMore: () => {
      if (!isFetchingNextPage) void fetchNextPage()
    },
  }
}
