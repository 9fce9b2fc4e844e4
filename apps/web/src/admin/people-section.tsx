'use client'

import { useChime } from '@chime/client/react'
import type { AdminPeopleInput, Me } from '@chime/protocol'
import { PageSection, PeopleAdmin, type PeopleShown } from '@chime/ui'
import { errorText, useDebounced, useNotices, withErrorText } from '@chime/ui/connected'
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSuspend } from './use-suspend.ts'

const searchPauseMs = 200

/** Everybody who has an account. */
export function PeopleSection({ me }: { me: Me }) {
  const { trpc } = useChime()
  const { notify } = useNotices()
  const queries = useQueryClient()
  const suspend = useSuspend()
  const [query, setQuery] = useState('')
  const [shown, setShown] = useState<PeopleShown>('all')
  const wanted = useDebounced(query, searchPauseMs)
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['people', wanted, shown],
    queryFn: ({ pageParam, signal }) =>
      trpc.admin.people.query(
        { ...filterOf(shown), ...(wanted && { query: wanted }), ...(pageParam && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const after = async (work: Promise<unknown>, done: string | null) => {
    await work
    if (done !== null) notify('success', done)
    await queries.invalidateQueries({ queryKey: ['people'] })
    await queries.invalidateQueries({ queryKey: ['audit'] })
  }
  return (
    <PageSection title="People" hint="Who is suspended is signed out everywhere and cannot sign in until let in again.">
      <PeopleAdmin
        people={data?.pages.flatMap((page) => page.people) ?? []}
        me={me}
        loading={isFetching}
        error={error ? errorText(error) : null}
        hasMore={hasNextPage}
        onMore={() => void fetchNextPage()}
        query={query}
        onQuery={setQuery}
        shown={shown}
        onShow={setShown}
        onSetRole={(userId, role) =>
          after(withErrorText(trpc.admin.setRole.mutate({ userId, role })), 'The role is changed')
        }
        onSuspend={(userId) => after(suspend(userId), null)}
        onUnsuspend={(userId) =>
          after(withErrorText(trpc.admin.unsuspend.mutate({ userId })), 'They can sign in again')
        }
      />
    </PageSection>
  )
}

const filterOf = (shown: PeopleShown): Pick<AdminPeopleInput, 'role' | 'suspended'> =>
  shown === 'all' ? {} : shown === 'suspended' ? { suspended: true } : { role: shown }
