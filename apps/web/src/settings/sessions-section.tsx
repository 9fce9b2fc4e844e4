'use client'

import { useChime } from '@chime/client/react'
import { SessionsList } from '@chime/ui'
import { errorText, useNotices, withErrorText } from '@chime/ui/connected'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLogout } from '../auth/use-logout.ts'

const queryKey = ['sessions']

/** The devices on which I am logged in. */
export function SessionsSection() {
  const chime = useChime()
  const { notify } = useNotices()
  const queries = useQueryClient()
  const { logout } = useLogout()
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => chime.trpc.auth.sessions.query(undefined, { signal }),
    staleTime: 0,
  })

  const revoke = async (id: string) => {
    if (data?.some((session) => session.id === id && session.current)) return logout()
    await withErrorText(chime.trpc.auth.revokeSession.mutate({ id }))
    queries.setQueryData<typeof data>(queryKey, (sessions) => sessions?.filter((session) => session.id !== id))
    notify('success', 'That device is logged out')
  }

  const revokeOthers = async () => {
    await withErrorText(chime.trpc.auth.revokeOtherSessions.mutate())
    queries.setQueryData<typeof data>(queryKey, (sessions) => sessions?.filter(({ current }) => current))
    notify('success', 'All other devices are logged out')
  }

  return (
    <SessionsList
      sessions={data ?? []}
      loading={isPending}
      error={error ? errorText(error) : null}
      onRevoke={revoke}
      onRevokeOthers={revokeOthers}
    />
  )
}
