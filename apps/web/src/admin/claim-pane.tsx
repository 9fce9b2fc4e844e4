'use client'

import { useChime, useMe } from '@chime/client/react'
import { ClaimCard } from '@chime/ui'
import { errorText } from '@chime/ui/connected'
import { reasonOf } from '../errors/error-data.ts'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'

/** The page that the link of a new server leads to. */
export function ClaimPane({ token }: { token: string }) {
  const { trpc } = useChime()
  const me = useMe()
  if (!me) return null
  return (
    <ClaimCard
      username={me.username}
      onDecline={() => navigate(paths.start)}
      onClaim={async () => {
        try {
          await trpc.admin.claim.mutate({ token })
        } catch (error) {
          const isGone = reasonOf(error) === 'NOT_FOUND'
          throw new Error(isGone ? 'This link is used up, or the server has an admin already.' : errorText(error))
        }
        navigate(paths.admin)
      }}
    />
  )
}
