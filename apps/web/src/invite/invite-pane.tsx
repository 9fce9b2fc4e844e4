'use client'

import { useChannels, useChime } from '@chime/client/react'
import { InviteCard, InviteCardLoading, InviteGone } from '@chime/ui'
import { channelTitle, errorText, useChannelActions, withErrorText } from '@chime/ui/connected'
import { useQuery } from '@tanstack/react-query'
import { reasonOf } from '../errors/error-data.ts'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { QueryProvider } from '../shell/query-provider.tsx'

/** The page that an invite link leads to: it asks whether to join the channel. */
export function InvitePane({ code }: { code: string }) {
  return (
    <QueryProvider>
      <Invitation key={code} code={code} />
    </QueryProvider>
  )
}

function Invitation({ code }: { code: string }) {
  const { trpc } = useChime()
  const myChannels = useChannels()
  const { open } = useChannelActions()
  const { data, error } = useQuery({
    queryKey: ['invite', code],
    queryFn: ({ signal }) => trpc.invites.look.query({ code }, { signal }),
    retry: false,
  })
  const goToStart = () => navigate(paths.start)
  if (error) {
    const gone = reasonOf(error) === 'NOT_FOUND' || reasonOf(error) === 'INVALID_INPUT'
    return <InviteGone {...(!gone && { text: errorText(error) })} onBack={goToStart} />
  }
  if (!data) return <InviteCardLoading />
  const { channelId, name, ...invitation } = data
  return (
    <InviteCard
      {...invitation}
      name={channelTitle({ kind: data.kind, name, peer: null })}
      joined={myChannels.some(({ id }) => id === channelId)}
      onJoin={async () => open(await withErrorText(trpc.invites.accept.mutate({ code })))}
      onOpen={() => navigate(paths.channel(channelId))}
      onDecline={goToStart}
    />
  )
}
