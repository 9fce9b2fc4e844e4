'use client'

import { useChime, useMe } from '@chime/client/react'
import { limits, type Report } from '@chime/protocol'
import { EmojiAdmin, Page, PageSection, ReportsList, SuspendPerson, Switch } from '@chime/ui'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { errorText } from '../errors.ts'
import { toast } from '../toasts/toast.ts'
import { renderChatLink } from './chat-link.tsx'
import { inWords } from './in-words.ts'
import { MissingPane } from './missing-pane.tsx'
import { navigate } from './navigation.ts'
import { Requests } from './requests.tsx'
import { paths } from './routes.ts'
import { uploadPicture } from './upload-picture.ts'
import { usePeopleSearch } from './use-people-search.ts'

/** For those who run this server. */
export function AdminPane() {
  const me = useMe()
  if (me && me.role !== 'admin') return <MissingPane />
  return (
    <Requests>
      <Page title="Administration" onBack={() => navigate(paths.home)}>
        <Reports />
        <PageSection title="Custom emoji" hint="Everybody here can write them as :name: and react with them.">
          <Emoji />
        </PageSection>
        <PageSection
          title="Suspend a person"
          hint="They are signed out everywhere and cannot sign in until they are let in again."
        >
          <Suspend />
        </PageSection>
      </Page>
    </Requests>
  )
}

function Reports() {
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
          await inWords(trpc.admin.resolveReport.mutate({ id }))
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

function Emoji() {
  const chime = useChime()
  const { trpc } = chime
  const queries = useQueryClient()
  const queryKey = ['emoji']
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => trpc.emoji.list.query(undefined, { signal }),
    staleTime: 0,
  })
  return (
    <EmojiAdmin
      emoji={data ?? []}
      loading={isPending}
      error={error ? errorText(error) : null}
      onAdd={async (name, picture) => {
        if (picture.size > limits.emojiBytesMax) {
          throw new Error(`The picture may have at most ${limits.emojiBytesMax / 1024} KB.`)
        }
        const attachmentId = await uploadPicture(chime, picture)
        await inWords(trpc.emoji.create.mutate({ name, attachmentId }))
        await queries.invalidateQueries({ queryKey })
        toast('success', `:${name}: can be used now`)
      }}
      onDelete={async (name) => {
        await inWords(trpc.emoji.delete.mutate({ name }))
        await queries.invalidateQueries({ queryKey })
      }}
    />
  )
}

function Suspend() {
  const { trpc } = useChime()
  const suspend = useSuspend()
  const search = usePeopleSearch({ enabled: true, without: useMe()?.id })
  return (
    <SuspendPerson
      {...search}
      onSuspend={suspend}
      onUnsuspend={async (userId) => {
        await inWords(trpc.admin.unsuspend.mutate({ userId }))
        toast('success', 'They can sign in again')
      }}
    />
  )
}

function useSuspend() {
  const { trpc } = useChime()
  return async (userId: string) => {
    await inWords(trpc.admin.suspend.mutate({ userId }))
    toast('success', 'Suspended, and signed out everywhere')
  }
}
