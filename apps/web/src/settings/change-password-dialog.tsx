'use client'

import { useChime } from '@chime/client/react'
import { limits } from '@chime/protocol'
import { TextField } from '@chime/ui'
import { useNotices, withErrorText } from '@chime/ui/connected'
import { newPasswordRule } from '../auth/password-rule.ts'
import { FormDialog } from './form-dialog.tsx'

/** Sets a new password, which logs out all other devices. */
export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const { trpc } = useChime()
  const { notify } = useNotices()
  return (
    <FormDialog
      title="Change password"
      description="All your other devices are logged out."
      confirmLabel="Change password"
      onClose={onClose}
      onSave={async (value) => {
        const input = { current: value('current'), next: value('next') }
        await withErrorText(trpc.auth.changePassword.mutate(input))
        notify('success', 'Your password is changed')
      }}
    >
      <TextField label="Present password" name="current" type="password" autoComplete="current-password" required />
      <TextField
        label="New password"
        name="next"
        type="password"
        autoComplete="new-password"
        required
        minLength={limits.passwordBytesMin}
        hint={newPasswordRule}
      />
    </FormDialog>
  )
}
