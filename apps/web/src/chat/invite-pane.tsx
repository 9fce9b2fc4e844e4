'use client'

import { useChannels, useChime } from '@chime/client/react'
import { InviteCard, InviteCardLoading, InviteGone } from '@chime/ui'
import { useQuery } from '@tanstack/react-query'
import { errorText, reasonOf } from '../errors.ts'
import { inWords } from './in-words.ts'
import { navigate } from './navigation.ts'
import { Requests } from './requests.tsx'
import { paths } from './routes.ts'
import { useChannelActions } from './use-channel-actions.ts'

/** Where an invitation's link leads. */
export function InvitePane({ code }: { code: string }) {
  return (
    <Requests>
      <Invitation key={code} code={code} />
    </Requests>
  )
}

function Invitation({ code }: { code: string }) {
  const { trpc } = useChime()
  const mine = useChannels()
  const { open } = useChannelActions()
  const { data, error } = useQuery({
    queryKey: ['invite', code],
    queryFn: ({ signal }) => trpc.invites.look.query({ code }, { signal }),
    retry: false,
  })
  const home = () => navigate(paths.home)
  if (error) {
    const gone = reasonOf(error) === 'NOT_FOUND' || reasonOf(error) === 'INVALID_INPUT'
    return <InviteGone {...(!gone && { text: errorText(error) })} onBack={home} />
  }
  if (!data) return <InviteCardLoading />
  const { channelId, name, ...invitation } = data
  return (
    <InviteCard
      {...invitation}
      name={name ?? 'Unnamed channel'}
      joined={mine.some(({ id }) => id === channelId)}
      onJoin={async () => open(await inWords(trpc.invites.accept.mutate({ code })))}
      onOpen={() => navigate(paths.channel(channelId))}
      onDecline={home}
    />
  )
}
