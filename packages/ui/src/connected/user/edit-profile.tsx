'use client'

import { useChime, useMe } from '@chime/client/react'
import { ProfileDialog } from '../../user/profile-dialog.tsx'
import { uploadPicture } from '../attachment/upload-picture.ts'
import { useDialog } from '../dialogs/use-dialog.ts'
import { withErrorText } from '../errors/with-error-text.ts'

/** The dialog to change my name, my status text and my picture. */
export function EditProfile() {
  const chime = useChime()
  const me = useMe()
  const { open, onOpenChange } = useDialog('profile')
  if (!me) return null
  return (
    <ProfileDialog
      open={open}
      onOpenChange={onOpenChange}
      me={me}
      onSave={async (profile) => {
        await withErrorText(chime.trpc.users.update.mutate(profile))
        onOpenChange(false)
      }}
      onPicture={async (picture) => {
        const avatarId = picture && (await uploadPicture(chime, picture))
        await withErrorText(chime.trpc.users.update.mutate({ avatarId }))
      }}
    />
  )
}
