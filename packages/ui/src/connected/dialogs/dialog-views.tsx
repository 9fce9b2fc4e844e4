'use client'

import { NewChannel } from '../channel/new-channel.tsx'
import { NewDirect } from '../channel/new-direct.tsx'
import { GroupDialog } from '../group/group-dialog.tsx'
import { EditProfile } from '../user/edit-profile.tsx'
import { UserDialogs } from '../user/user-dialogs.tsx'

/** The dialogs that can be opened from anywhere: see `useDialogs`. */
export function DialogViews() {
  return (
    <>
      <NewDirect />
      <NewChannel />
      <EditProfile />
      <UserDialogs />
      <GroupDialog />
    </>
  )
}
