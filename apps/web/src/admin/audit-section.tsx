'use client'

import { useChime } from '@chime/client/react'
import { AuditList, PageSection } from '@chime/ui'
import { errorText } from '@chime/ui/connected'
import { useInfiniteQuery } from '@tanstack/react-query'

/** What admins and moderators have done. */
export function AuditSection() {
  const { trpc } = useChime()
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) =>
      trpc.admin.audit.query({ limit: 20, ...(pageParam && { before: pageParam }) }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.cursor,
    staleTime: 0,
  })
  return (
    <PageSection title="Audit log" hint="What admins and moderators have done. Nobody can change it here.">
      <AuditList
        entries={data?.pages.flatMap((page) => page.entries) ?? []}
        loading={isFetching}
        error={error ? errorText(error) : null}
        hasMore={hasNextPage}
        onMore={() => void fetchNextPage()}
      />
    </PageSection>
  )
}
