'use client'

import { useChannels, useChime } from '@chime/client/react'
import { limits } from '@chime/protocol'
import { type BrowseChannel, BrowseChannels } from '@chime/ui'
import { channelTitle, errorText, useChannelActions, useDebounced, useDialogs } from '@chime/ui/connected'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { QueryProvider } from '../shell/query-provider.tsx'

const debounceMs = 150

/** The page that lists the channels which anyone may join, and those that are archived. */
export function BrowsePane() {
  return (
    <QueryProvider>
      <Browse />
    </QueryProvider>
  )
}

function Browse() {
  const { openDialog } = useDialogs()
  const { join, unarchive } = useChannelActions()
  const [archived, setArchived] = useState(false)
  const [query, setQuery] = useState('')
  const [joiningId, setJoiningId] = useState<string | null>(null)
  const { channels, error, loading, hasMore, loadMore } = usePublicChannels(query, archived)

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
      archived={archived}
      onArchived={setArchived}
      onUnarchive={async (channelId) => {
        setJoiningId(channelId)
        await unarchive(channelId)
        setJoiningId(null)
        navigate(paths.channel(channelId))
      }}
      onOpen={(channelId) => navigate(paths.channel(channelId))}
      onNewChannel={() => openDialog('new-channel')}
      onBack={() => navigate(paths.start)}
      hasMore={hasMore}
      onMore={loadMore}
    />
  )
}

function usePublicChannels(query: string, archived: boolean) {
  const chime = useChime()
  const debouncedQuery = useDebounced(query.trim().slice(0, limits.searchQueryMax), debounceMs)
  const myChannels = useChannels()
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['browse', debouncedQuery, archived],
    queryFn: ({ pageParam, signal }) =>
      chime.trpc.channels.browse.query(
        {
          ...(debouncedQuery && { query: debouncedQuery }),
          ...(archived && { archived }),
          ...(pageParam && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    // Other people create and join channels all the time: fetch again each time the page is opened.
    staleTime: 0,
  })

  const channels = useMemo(() => {
    const joined = new Set(myChannels.map(({ id }) => id))
    const rows = data?.pages.flatMap((page) => page.channels) ?? []
    return rows.map(
      ({ id, kind, name, nameClashes, description, memberCount, membership }): BrowseChannel => ({
        id,
        kind,
        name: channelTitle({ kind, name, peer: null }),
        nameClashes,
        description,
        memberCount,
        joined: joined.has(id),
        canUnarchive: membership !== null && membership.role !== 'member',
      }),
    )
  }, [data, myChannels])

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
