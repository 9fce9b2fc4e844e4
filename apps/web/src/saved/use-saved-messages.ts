import { useChime, useSaved } from '@chime/client/react'
import type { SavedMessage } from '@chime/protocol'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

type SavedMessages = {
  saved: SavedMessage[]
  loading: boolean
  loadingMore: boolean
  /** Undefined: there are no more. */
  onMore: (() => void) | undefined
}

/** What I have saved, page by page. What is saved or taken away meanwhile, also on another device, is shown at once. */
export function useSavedMessages(): SavedMessages {
  const { trpc } = useChime()
  const keys = useSaved()
  // Another key when something was saved since; what was taken away is left out below.
  const newest = keys[0]
  const { data, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['saved', newest?.savedAt ?? null],
    queryFn: ({ pageParam }) => trpc.saved.list.query(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
    placeholderData: keepPreviousData,
  })
  const still = useMemo(() => new Set(keys.map(keyOf)), [keys])
  const saved = useMemo(
    () => (data?.pages.flatMap((page) => page.saved) ?? []).filter((one) => still.has(keyOf(one))),
    [data, still],
  )
  return {
    saved,
    loading: isPending,
    loadingMore: isFetchingNextPage,
    onMore: hasNextPage ? () => void fetchNextPage() : undefined,
  }
}

const keyOf = ({ channelId, number }: { channelId: string; number: number }) => `${channelId} ${number}`
