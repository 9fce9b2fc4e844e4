'use client'

import { useChime, useMe, useReadable } from '@chime/client/react'
import { limits, type Message } from '@chime/protocol'
import { useMemo } from 'react'
import { useCalendar } from '../../calendar/use-calendar.ts'
import type { MessagePlace } from '../../message/message-card.tsx'
import { SearchPanel, type SearchResult } from '../../search/search-panel.tsx'
import { useAside } from '../aside/aside.tsx'
import { useAsideLink, useCloseAsideOnNavigation } from '../aside/use-aside-link.tsx'
import { channelTitle } from '../channel/channel-title.ts'
import { errorText } from '../errors/error-text.ts'
import { nullReadable } from '../hooks/readables.ts'
import { useDebounced } from '../hooks/use-debounced.ts'
import { usePages } from '../hooks/use-pages.ts'
import { useMessagePlaces } from '../message/use-message-places.ts'
import { useOpenChannelId } from '../provider/host.tsx'
import { useUserLookup } from '../user/use-user-lookup.ts'

const debounceMs = 250

export type SearchProps = {
  /** The only channel to search in; null to search everything that I can read. */
  channelId: string | null
}

/** The search for messages. */
export function Search({ channelId }: SearchProps) {
  const { search, setSearch, setAside } = useAside()
  const openId = useOpenChannelId()
  const { results, ...found } = useMessageSearch(search.query, search.order, channelId)
  const renderLink = useAsideLink()
  useCloseAsideOnNavigation()
  return (
    <SearchPanel
      {...found}
      query={search.query}
      onQuery={(query) => setSearch({ ...search, query: query.slice(0, limits.searchQueryMax) })}
      order={search.order}
      onOrder={(order) => setSearch({ ...search, order })}
      channel={useChannelTitle(channelId)}
      offeredChannel={useChannelTitle(openId)}
      onScope={(scope) => setAside({ name: 'search', channelId: scope && openId })}
      results={results}
      renderLink={renderLink}
      onClose={() => setAside(null)}
    />
  )
}

function useChannelTitle(channelId: string | null): string | null {
  const chime = useChime()
  const summary = useReadable(channelId === null ? nullReadable : chime.channel(channelId).summary)
  return summary && channelTitle(summary)
}

/**
 * How a result names its channel. In a direct conversation it says who wrote to whom: the author's name comes before
 * it.
 */
function placeTitle({ kind, title }: MessagePlace, { userId }: Message, meId: string | undefined): string {
  if (kind !== 'direct') return title
  return userId === meId ? `to ${title}` : 'to you'
}

function useMessageSearch(query: string, order: 'newest' | 'best', channelId: string | null) {
  const chime = useChime()
  const me = useMe()
  const trimmedQuery = query.trim()
  const debouncedQuery = useDebounced(trimmedQuery, debounceMs)
  // The days in a query are the reader's.
  const { zone } = useCalendar()
  const timeZone = /(before|after):/i.test(debouncedQuery) ? zone : undefined
  // Nothing is kept: a message that was sent a moment ago must be found, too.
  const { pages, error, stale, asking, hasMore, more, reload } = usePages(
    debouncedQuery === '' ? null : JSON.stringify([debouncedQuery, order, channelId, timeZone]),
    (cursor, signal) =>
      chime.trpc.messages.search.query(
        {
          query: debouncedQuery,
          order,
          ...(timeZone && { timeZone }),
          ...(channelId && { channelId }),
          ...(cursor && { cursor }),
        },
        { signal },
      ),
  )
  const rows = useMemo(
    () =>
      pages.flatMap(({ messages, highlights }) =>
        messages.map((message, index) => ({ message, highlights: highlights[index] ?? [] })),
      ),
    [pages],
  )
  const authorOf = useUserLookup(
    useMemo(() => [...new Set(rows.flatMap(({ message }) => message.userId ?? []))], [rows]),
  )
  const placeOf = useMessagePlaces(useMemo(() => rows.map(({ message }) => message.channelId), [rows]))
  const results = rows.map(({ message, highlights }): SearchResult => {
    const place = placeOf(message.channelId)
    return {
      message,
      highlights,
      author: message.userId ? authorOf(message.userId) : null,
      place: channelId ? null : { ...place, title: placeTitle(place, message, me?.id) },
      href: place.hrefOf(message.number),
    }
  })
  const isSearching = trimmedQuery !== ''
  return {
    results: isSearching && pages.length > 0 ? results : null,
    loading: isSearching && (asking || stale || debouncedQuery !== trimmedQuery),
    error: isSearching && error ? errorText(error) : null,
    onReload: () => void reload(),
    hasMore,
    onMore: more,
  }
}
