'use client'

import { useBlocked, useMe, usePresence, useUser } from '@chime/client/react'
import { displayName, PersonDialog, ReportDialog } from '@chime/ui'
import { useChatPanels } from './panels.tsx'
import { useChannelActions } from './use-channel-actions.ts'
import { usePersonActions } from './use-person-actions.ts'

/** Who somebody is, and reporting them to the admins. */
export function PersonDialogs() {
  const { personId } = useChatPanels()
  return personId && <About userId={personId} />
}

function About({ userId }: { userId: string }) {
  const { dialog, setDialog, reportPerson } = useChatPanels()
  const me = useMe()
  const user = useUser(userId)
  const presence = usePresence(userId)
  const blocked = useBlocked().has(userId)
  const { openDirect } = useChannelActions()
  const { setBlocked, report } = usePersonActions()
  const onOpenChange = (open: boolean) => !open && setDialog(null)
  return (
    <>
      <PersonDialog
        open={dialog === 'person'}
        onOpenChange={onOpenChange}
        user={user}
        presence={presence?.status}
        lastSeenAt={presence?.lastSeenAt ?? null}
        mine={userId === me?.id}
        blocked={blocked}
        onMessage={async () => {
          await openDirect(userId)
          setDialog(null)
        }}
        onBlock={(block) => setBlocked(userId, block)}
        onReport={() => reportPerson(userId)}
        onEdit={() => setDialog('profile')}
      />
      <ReportDialog
        open={dialog === 'report-person'}
        onOpenChange={onOpenChange}
        what={displayName(user)}
        onReport={async (reason) => {
          await report(userId, reason)
          setDialog(null)
        }}
      />
    </>
  )
}
