'use client'

import { useChime } from '@chime/client/react'
import type { Report } from '@chime/protocol'
import { PageSection, ReportsList, Switch } from '@chime/ui'
import { errorText, withErrorText } from '@chime/ui/connected'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { renderChatLink } from '../navigation/chat-link.tsx'
import { paths } from '../navigation/routes.ts'
import { useSuspend } from './use-suspend.ts'

/** The messages and users that people have reported to the admins. */
export function ReportsSection() {
  const { trpc } = useChime()
  const queries = useQueryClient()
  const suspend = useSuspend()
  const [all, setAll] = useState(false)
  const { data, error, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['reports', all],
    queryFn: ({ pageParam, signal }) =>
      trpc.admin.reports.query({ all, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    staleTime: 0,
  })
  return (
    <PageSection title="Reports">
      <Switch label="Also those that were resolved" checked={all} onCheckedChange={setAll} />
      <ReportsList
        reports={data?.pages.flatMap((page) => page.reports) ?? []}
        loading={isPending}
        error={error ? errorText(error) : null}
        hasMore={hasNextPage}
        onMore={() => void fetchNextPage()}
        onResolve={async (id) => {
          await withErrorText(trpc.admin.resolveReport.mutate({ id }))
          await queries.invalidateQueries({ queryKey: ['reports'] })
        }}
        onDelete={async ({ channelId, number }) => {
          await withErrorText(trpc.admin.deleteMessage.mutate({ channelId, number }))
          await queries.invalidateQueries({ queryKey: ['reports'] })
        }}
        onSuspend={suspend}
        hrefOf={hrefOf}
        renderLink={renderChatLink}
      />
    </PageSection>
  )
}

const hrefOf = ({ message }: Report) => message && paths.message(message.channelId, message.number)
