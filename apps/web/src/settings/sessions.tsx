'use client'

import { useChime } from '@chime/client/react'
import { SessionsList } from '@chime/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLogout } from '../chat/use-logout.ts'
import { errorText } from '../errors.ts'
import { toast } from '../toasts/toast.ts'

const queryKey = ['sessions']

/** The devices that are signed in to my account. */
export function Sessions() {
  const chime = useChime()
  const queries = useQueryClient()
  const { logout } = useLogout()
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => chime.trpc.auth.sessions.query(undefined, { signal }),
    staleTime: 0,
  })

  const revoke = async (id: string) => {
    if (data?.some((session) => session.id === id && session.current)) return logout()
    try {
      await chime.trpc.auth.revokeSession.mutate({ id })
    } catch (cause) {
      throw new Error(errorText(cause), { cause })
    }
    queries.setQueryData<typeof data>(queryKey, (held) => held?.filter((session) => session.id !== id))
    toast('success', 'That device is logged out')
  }

  return (
    <SessionsList sessions={data ?? []} loading={isPending} error={error ? errorText(error) : null} onRevoke={revoke} />
  )
}
