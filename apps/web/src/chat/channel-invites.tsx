'use client'

import { useChime } from '@chime/client/react'
import { InvitesDialog } from '@chime/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { errorText } from '../errors.ts'
import { copyLink } from './copy-link.ts'
import { inWords } from './in-words.ts'
import { paths } from './routes.ts'

type ChannelInvitesProps = {
  channelId: string
  title: string
  open: boolean
  onOpenChange: (open: boolean) => void
}

const linkOf = (code: string) => new URL(paths.invite(code), window.location.origin).href

/** The links by which one can join the channel. */
export function ChannelInvites({ channelId, title, open, onOpenChange }: ChannelInvitesProps) {
  const { trpc } = useChime()
  const queries = useQueryClient()
  const queryKey = ['invites', channelId]
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) => trpc.invites.list.query({ channelId }, { signal }),
    enabled: open,
    // Others use them meanwhile.
    staleTime: 0,
  })
  const asked = async (work: Promise<unknown>) => {
    await inWords(work)
    await queries.invalidateQueries({ queryKey })
  }
  return (
    <InvitesDialog
      open={open}
      onOpenChange={onOpenChange}
      channel={title}
      invites={data ?? []}
      loading={isPending}
      error={error ? errorText(error) : null}
      linkOf={linkOf}
      onCreate={async ({ expiresAt, maxUses }) => {
        const made = trpc.invites.create.mutate({
          channelId,
          ...(expiresAt && { expiresAt }),
          ...(maxUses && { maxUses }),
        })
        await asked(made)
        copyLink(linkOf((await made).code))
      }}
      onRevoke={(id) => asked(trpc.invites.revoke.mutate({ id }))}
      onCopy={(code) => copyLink(linkOf(code))}
    />
  )
}
