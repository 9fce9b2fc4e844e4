'use client'

import { useChime } from '@chime/client/react'
import { InvitesDialog } from '../../invite/invites-dialog.tsx'
import { useClipboard } from '../browser/use-clipboard.ts'
import { errorText } from '../errors/error-text.ts'
import { withErrorText } from '../errors/with-error-text.ts'
import { usePages } from '../hooks/use-pages.ts'
import { useHost } from '../provider/host.tsx'

type ChannelInvitesProps = {
  channelId: string
  title: string
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** The dialog with the invite links of a channel. Asked for whenever it opens, because other people use the links. */
export function ChannelInvites({ channelId, title, open, onOpenChange }: ChannelInvitesProps) {
  const { trpc } = useChime()
  const { hrefOf } = useHost()
  const { copyLink } = useClipboard()
  const linkOf = (code: string) => new URL(hrefOf({ name: 'invite', code }), window.location.href).href
  const { pages, error, asking, reload } = usePages(open ? channelId : null, async (_cursor, signal) => ({
    invites: await trpc.invites.list.query({ channelId }, { signal }),
    cursor: null,
  }))
  const done = async (work: Promise<unknown>) => {
    await withErrorText(work)
    await reload()
  }
  const invites = pages.flatMap((page) => page.invites)
  return (
    <InvitesDialog
      open={open}
      onOpenChange={onOpenChange}
      channel={title}
      invites={invites}
      loading={asking && invites.length === 0}
      error={error ? errorText(error) : null}
      linkOf={linkOf}
      onCreate={async ({ expiresAt, maxUses }) => {
        const made = trpc.invites.create.mutate({
          channelId,
          ...(expiresAt && { expiresAt }),
          ...(maxUses && { maxUses }),
        })
        await done(made)
        copyLink(linkOf((await made).code))
      }}
      onRevoke={(id) => done(trpc.invites.revoke.mutate({ id }))}
      onCopy={(code) => copyLink(linkOf(code))}
    />
  )
}
