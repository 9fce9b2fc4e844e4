'use client'

import { useChime, useMe, useReadable } from '@chime/client/react'
import { limits, type Message } from '@chime/protocol'
import { type MessagePlace, SearchPanel, type SearchResult } from '@chime/ui'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { errorText } from '../errors.ts'
import { channelTitle } from './channel-title.ts'
import { useView } from './navigation.ts'
import { useChatPanels } from './panels.tsx'
import { Requests } from './requests.tsx'
import { useAsideLink, useGivesWay } from './use-aside-link.tsx'
import { useDebounced } from './use-debounced.ts'
import { usePeople } from './use-people.ts'
import { usePlaces } from './use-places.ts'

type SearchAsideProps = {
  /** Searched alone; null: everything that I can read. */
  channelId: string | null
}

/** Looking for messages. */
export function SearchAside(props: SearchAsideProps) {
  return (
    <Requests>
      <Search {...props} />
    </Requests>
  )
}

function Search({ channelId }: SearchAsideProps) {
  const { search, setSearch, setAside } = useChatPanels()
  const view = useView()
  const openId = view.name === 'channel' ? view.channelId : null
  const { results, ...found } = useFound(search.query, search.order, channelId)
  const renderLink = useAsideLink()
  useGivesWay()
  return (
    <SearchPanel
      {...found}
      query={search.query}
      onQuery={(query) => setSearch({ ...search, query: query.slice(0, limits.searchQueryMax) })}
      order={search.order}
      onOrder={(order) => setSearch({ ...search, order })}
      channel={useTitle(channelId)}
      offeredChannel={useTitle(openId)}
      onScope={(scope) => setAside({ name: 'search', channelId: scope && openId })}
      results={results}
      renderLink={renderLink}
      onClose={() => setAside(null)}
    />
  )
}

const none = { get: () => null, subscribe: () => () => {} }

function useTitle(channelId: string | null): string | null {
  const chime = useChime()
  const summary = useReadable(channelId === null ? none : chime.channel(channelId).summary)
  return summary && channelTitle(summary)
}

/** Of a direct conversation one wants to know which way it went: the author's name stands before. */
function placeTitle({ kind, title }: MessagePlace, { userId }: Message, meId: string | undefined): string {
  if (kind !== 'direct') return title
  return userId === meId ? `to ${title}` : 'to you'
}

function useFound(query: string, order: 'newest' | 'best', channelId: string | null) {
  const chime = useChime()
  const me = useMe()
  const typed = query.trim()
  const settled = useDebounced(typed, 250)
  const { data, error, isPending, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['search', settled, order, channelId],
      queryFn: ({ pageParam, signal }) =>
        chime.trpc.messages.search.query(
          { query: settled, order, ...(channelId && { channelId }), ...(pageParam && { cursor: pageParam }) },
          { signal },
        ),
      initialPageParam: '',
      getNextPageParam: (page) => page.cursor,
      placeholderData: keepPreviousData,
      enabled: settled !== '',
      // What was just written is to be found.
      staleTime: 0,
    })
  const rows = useMemo(
    () =>
      (data?.pages ?? []).flatMap(({ messages, highlights }) =>
        messages.map((message, index) => ({ message, highlights: highlights[index] ?? [] })),
      ),
    [data],
  )
  const people = usePeople(useMemo(() => [...new Set(rows.flatMap(({ message }) => message.userId ?? []))], [rows]))
  const places = usePlaces(useMemo(() => rows.map(({ message }) => message.channelId), [rows]))
  const results = rows.map(({ message, highlights }): SearchResult => {
    const place = places(message.channelId)
    return {
      message,
      highlights,
      author: message.userId ? people(message.userId) : null,
      place: channelId ? null : { ...place, title: placeTitle(place, message, me?.id) },
      href: place.hrefOf(message.number),
    }
  })
  const asked = typed !== ''
  return {
    results: asked && data ? results : null,
    loading: asked && (isPending || isPlaceholderData || isFetchingNextPage || settled !== typed),
    error: asked && error ? errorText(error) : null,
    onReload: () => void refetch(),
    hasMore: hasNextPage && !isPlaceholderData,
    onMore: () => {
      if (!isFetchingNextPage) void fetchNextPage()
    },
  }
}
