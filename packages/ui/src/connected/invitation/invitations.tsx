'use client'

import { useChime, useInvitations } from '@chime/client/react'
import { InvitationsPage } from '../../invitation/invitations-page.tsx'
import { useChannelActions } from '../channel/use-channel-actions.ts'
import { useDialogs } from '../dialogs/dialogs.tsx'
import { withErrorText } from '../errors/with-error-text.ts'
import { useUserActions } from '../user/use-user-actions.ts'

export type InvitationsProps = {
  /** Leads back to the list of channels; its button is only there below 768 px. */
  onBack: () => void
}

/** The channels that others want me in, with buttons to accept and to decline. An accepted one is opened. */
export function Invitations({ onBack }: InvitationsProps) {
  const { trpc } = useChime()
  const invitations = useInvitations()
  const { open } = useChannelActions()
  const { openUser } = useDialogs()
  const { setBlocked } = useUserActions()
  return (
    <InvitationsPage
      invitations={invitations}
      onAccept={async (channelId) => open(await withErrorText(trpc.members.accept.mutate({ channelId })))}
      onDecline={async (channelId) => void (await withErrorText(trpc.members.decline.mutate({ channelId })))}
      onBlock={(userId) => setBlocked(userId, true)}
      onOpenUser={openUser}
      onBack={onBack}
    />
  )
}
