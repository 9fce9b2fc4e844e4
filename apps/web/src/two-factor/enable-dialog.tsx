'use client'

import { useChime } from '@chime/client/react'
import type { NewTwoFactor } from '@chime/protocol'
import { TextField } from '@chime/ui'
import { FormDialog } from '../settings/form-dialog.tsx'
import { withFieldText } from './field-text.ts'
import { QrCode } from './qr-code.tsx'

type BeginProps = { onClose: () => void; onMade: (made: NewTwoFactor) => void }

/** Turning two-factor on begins with the password, so that nobody does it who found a device unlocked. */
export function BeginDialog({ onClose, onMade }: BeginProps) {
  const { trpc } = useChime()
  return (
    <FormDialog
      title="Turn two-factor on"
      description="You need an authenticator app, such as those of password managers, on your phone or computer."
      confirmLabel="Continue"
      onClose={onClose}
      onSave={async (value) =>
        onMade(await withFieldText(trpc.auth.enableTwoFactor.mutate({ password: value('password') })))
      }
    >
      <TextField label="Your password" name="password" type="password" autoComplete="current-password" required />
    </FormDialog>
  )
}

type ConfirmProps = {
  made: NewTwoFactor
  onClose: () => void
  /** Gets the recovery codes, which are told this one time. */
  onEnabled: (recoveryCodes: readonly string[]) => void
}

/** Shows the secret, and asks for a code of the app that took it. */
export function ConfirmCodeDialog({ made, onClose, onEnabled }: ConfirmProps) {
  const { trpc } = useChime()
  return (
    <FormDialog
      title="Scan this with your app"
      description="Then enter the code that the app shows."
      confirmLabel="Turn on"
      onClose={onClose}
      onSave={async (value) => {
        const code = value('code').trim()
        onEnabled((await withFieldText(trpc.auth.confirmTwoFactor.mutate({ code }))).recoveryCodes)
      }}
    >
      <QrCode text={made.uri} label="QR code for your authenticator app" />
      <div className="text-center text-ink-muted text-sm">
        <p>You cannot scan it? Enter this key in the app:</p>
        <p className="mt-1 select-all break-all font-medium font-mono text-ink">
          {made.secret.replace(/(.{4})(?!$)/g, '$1 ')}
        </p>
      </div>
      <TextField
        label="Code"
        name="code"
        hint="Six digits."
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        required
      />
    </FormDialog>
  )
}
