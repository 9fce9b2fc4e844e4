'use client'

import { useChime, useInvitations } from '@chime/client/react'
import { InvitationsPage } from '@chime/ui'
import { useChannelActions, useDialogs, useUserActions, withErrorText } from '@chime/ui/connected'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'

/** The page with the channels that others want me in. */
export function InvitationsPane() {
  const chime = useChime()
  const invitations = useInvitations()
  const { open } = useChannelActions()
  const { openUser } = useDialogs()
  const { setBlocked } = useUserActions()
  return (
    <InvitationsPage
      invitations={invitations}
      onAccept={async (channelId) => open(await withErrorText(chime.acceptInvitation(channelId)))}
      onDecline={(channelId) => withErrorText(chime.declineInvitation(channelId))}
      onBlock={(userId) => setBlocked(userId, true)}
      onOpenUser={openUser}
      onBack={() => navigate(paths.start)}
    />
  )
}
