'use client'

import { useChime } from '@chime/client/react'
import { limits } from '@chime/protocol'
import { TextField } from '@chime/ui'
import { useNotices, withErrorText } from '@chime/ui/connected'
import { FormDialog } from './form-dialog.tsx'

/** Names another address. It counts once the link in the mail to it was opened. */
export function ChangeEmailDialog({ onClose }: { onClose: () => void }) {
  const { trpc } = useChime()
  const { notify } = useNotices()
  return (
    <FormDialog
      title="Change email"
      description="The new address gets a mail with a link, and counts once you open it. The present one is told."
      confirmLabel="Send the link"
      onClose={onClose}
      onSave={async (value) => {
        const me = await withErrorText(
          trpc.auth.changeEmail.mutate({ email: value('email').trim(), password: value('password') }),
        )
        notify('success', me.pendingEmail === null ? 'Your address stays as it is' : 'A mail with a link is on its way')
      }}
    >
      <TextField
        label="New email"
        name="email"
        type="email"
        autoComplete="email"
        required
        maxLength={limits.emailMax}
      />
      <TextField label="Your password" name="password" type="password" autoComplete="current-password" required />
    </FormDialog>
  )
}
