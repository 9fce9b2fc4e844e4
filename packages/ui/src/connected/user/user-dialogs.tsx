'use client'

import { useBlocked, useMe, usePresence, useUser } from '@chime/client/react'
import { ReportDialog } from '../../report/report-dialog.tsx'
import { displayName } from '../../user/person.ts'
import { PersonDialog } from '../../user/person-dialog.tsx'
import { useChannelActions } from '../channel/use-channel-actions.ts'
import { useDialogs } from '../dialogs/dialogs.tsx'
import { useUserActions } from './use-user-actions.ts'

/** The dialogs about one user: their profile, and reporting them to the admins. */
export function UserDialogs() {
  const { userId } = useDialogs()
  return userId && <About userId={userId} />
}

function About({ userId }: { userId: string }) {
  const { dialog, openDialog, reportUser } = useDialogs()
  const me = useMe()
  const user = useUser(userId)
  const presence = usePresence(userId)
  const blocked = useBlocked().has(userId)
  const { openDirect } = useChannelActions()
  const { setBlocked, report } = useUserActions()
  const onOpenChange = (open: boolean) => !open && openDialog(null)
  return (
    <>
      <PersonDialog
        open={dialog === 'user'}
        onOpenChange={onOpenChange}
        user={user}
        presence={presence?.status}
        lastSeenAt={presence?.lastSeenAt ?? null}
        mine={userId === me?.id}
        blocked={blocked}
        onMessage={async () => {
          await openDirect(userId)
          openDialog(null)
        }}
        onBlock={(block) => setBlocked(userId, block)}
        onReport={() => reportUser(userId)}
        onEdit={() => openDialog('profile')}
      />
      <ReportDialog
        open={dialog === 'report-user'}
        onOpenChange={onOpenChange}
        what={displayName(user)}
        onReport={async (reason) => {
          await report(userId, reason)
          openDialog(null)
        }}
      />
    </>
  )
}
