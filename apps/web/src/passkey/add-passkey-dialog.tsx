'use client'

import { useChime } from '@chime/client/react'
import { limits } from '@chime/protocol'
import { TextField } from '@chime/ui'
import { useNotices, withErrorText } from '@chime/ui/connected'
import { FormDialog } from '../settings/form-dialog.tsx'
import { withFieldText } from '../two-factor/field-text.ts'
import { createPasskey } from './browser.ts'

/** Asks for the password, then the device for a passkey. */
export function AddPasskeyDialog({ onClose, onAdded }: { onClose: () => void; onAdded: () => Promise<void> }) {
  const { trpc } = useChime()
  const { notify } = useNotices()
  return (
    <FormDialog
      title="Add a passkey"
      description="Your browser asks where to keep it: on this device, on your phone, or on a security key."
      confirmLabel="Continue"
      onClose={onClose}
      onSave={async (value) => {
        const options = await withFieldText(trpc.auth.preparePasskey.mutate({ password: value('password') }))
        const made = await createPasskey(options)
        await withErrorText(trpc.auth.addPasskey.mutate({ ...made, name: value('name') }))
        await onAdded()
        notify('success', 'You can log in with this passkey now')
      }}
    >
      <TextField
        label="Name"
        name="name"
        hint="So that you know it again, such as “My phone”."
        required
        maxLength={limits.passkeyNameMax}
      />
      <TextField label="Your password" name="password" type="password" autoComplete="current-password" required />
    </FormDialog>
  )
}
